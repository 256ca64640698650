/* demo_task.c - key tasks of 江口县; included by test_demo.c. */

/* The list of 2022: 4 tasks, each broken down to 4 towns, all accepted before the place's own day. */
static void key_tasks_are_counted_from_their_records(void **state)
{
	(void)state;
	struct sql done = SQL("select count(*) from r_task x where x.county=$1" UNDER
			      " and x.state='done' and x.finished<=$3");
	assert_string_equal(text_of("task.done", JIANGKOU, 20220630), "20");
	assert_int_equal(sql_number(done, JIANGKOU, 20220630), 20);
	assert_string_equal(text_of("task.progress", JIANGKOU, 20220630), "100.00%");
	assert_string_equal(text_of("task.overdue", JIANGKOU, 20220630), "0");
}
