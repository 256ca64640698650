/*
 * surnames.c - how surnames are read where that differs from the character elsewhere, or might.
 *
 * To add one: a line { "name", "reading" }; alternatives by '/', the commoner first.
 * Customary readings; nearly all are among those Unihan takes from 现代汉语词典 (kXHC1983).
 */
#include "text/text_int.h"

const struct surname surnames[] = {
	{ "单", "shan" }, { "曾", "zeng" }, { "仇", "qiu" }, { "解", "xie" },
	{ "查", "zha" }, { "朴", "piao" }, { "盖", "ge/gai" }, { "区", "ou" },
	{ "尉迟", "yu chi" }, { "万俟", "mo qi" }, { "覃", "qin/tan" }, { "乐", "yue/le" },
	{ "缪", "miao" }, { "员", "yun" }, { "召", "shao" }, { "黑", "he/hei" },
	{ "秘", "bi" }, { "种", "chong" }, { "重", "chong" }, { "折", "she" },
	{ "隗", "wei/kui" }, { "郇", "xun/huan" }, { "郗", "xi/chi" }, { "翟", "zhai/di" },
	{ "澹台", "tan tai" }, { "牟", "mu/mou" }, { "洗", "xian" }, { "谌", "chen/shen" },
	{ "卜", "bu" }, { "祭", "zhai/ji" }, { "藏", "zang" }, { "降", "xiang/jiang" },
	{ "角", "jue/jiao" }, { "阚", "kan" }, { "句", "gou" }, { "繁", "po/fan" },
	{ "费", "fei/bi" }, { "都", "du" }, { "佴", "nai" }, { "乜", "nie" },
	{ "么", "yao" }, { "薄", "bo" }, { "蕃", "bo/fan" }, { "能", "nai" },
	{ "颉", "xie/jie" }, { "子车", "zi ju" }, { "单于", "chan yu" },
	{ "拓跋", "tuo ba" }, { "乐正", "yue zheng" }, { "蔚", "yu/wei" },
	{ "逢", "pang/feng" }, { "炅", "gui" }, { "番", "pan/fan" }, { "长孙", "zhang sun" },
	{ "令狐", "ling hu" }, { "皇甫", "huang fu" }, { "宇文", "yu wen" },
	{ "任", "ren" }, { "华", "hua" }, { "宿", "su" }, { "石", "shi" }, { "葛", "ge" },
	{ "车", "che" }, { "柏", "bai" }, { "那", "na" }, { "教", "jiao" },
	{ "尉", "wei/yu" }, { "逄", "pang" }, { "冼", "xian" }, { "纪", "ji" },
	{ "宁", "ning" }, { "俞", "yu" }, { "哈", "ha" }, { "盛", "sheng" }, { "燕", "yan" },
	{ "应", "ying" }, { "莘", "shen/xin" }, { "宓", "mi/fu" }, { "谷", "gu" },
	{ "贾", "jia" }, { "沈", "shen" }, { "咸", "xian" },
};
const size_t surname_count = ARRAY_LEN(surnames);
