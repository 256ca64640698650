#pragma once
/*
 * kind.h - what a file is, by its bytes.
 */
#include "base/err.h"

/* Files that are not sheets: what we say they are, and what to do. */
#define XLSX_REMEDY N_("Open it in Excel or WPS, save it as .xlsx, and upload that file.")
#define TABLE_REMEDY                                                                               \
	N_("Copy the table into a new Excel or WPS workbook, save it as .xlsx, and upload that file.")
#define UNPACK_REMEDY N_("Unpack it first, then upload the workbook that is inside.")
#define OTHER_REMEDY N_("Choose the Excel, WPS or CSV file that holds the table.")

#define REFUSED_KINDS(X)                                                                           \
	X(FILE_EMPTY, N_("The file is empty."),                                                    \
	  N_("Copy or export it again; the transfer may have been interrupted."))                  \
	X(FILE_PASSWORD, N_("The workbook is protected by a password."),                           \
	  N_("Open it, remove the password, save it as .xlsx, and upload that file."))             \
	X(FILE_PDF, N_("This is a PDF document, not a workbook."), TABLE_REMEDY)                   \
	X(FILE_DOCX, N_("This is a Word document (.docx), not a workbook."), TABLE_REMEDY)         \
	X(FILE_DOC, N_("This is an old Word document (.doc), not a workbook."), TABLE_REMEDY)      \
	X(FILE_PPTX, N_("This is a PowerPoint presentation, not a workbook."), TABLE_REMEDY)       \
	X(FILE_RTF, N_("This is a rich text document (.rtf), not a workbook."), TABLE_REMEDY)      \
	X(FILE_OFD, N_("This is an OFD document, not a workbook."), TABLE_REMEDY)                  \
	X(FILE_ODF, N_("This is an OpenDocument file (.ods or .odt), which is not read here."),    \
	  XLSX_REMEDY)                                                                             \
	X(FILE_XLSB, N_("This is a binary workbook (.xlsb), which is not read here."),             \
	  XLSX_REMEDY)                                                                             \
	X(FILE_OLE,                                                                                \
	  N_("This is an old WPS or Office file (such as .et or .wps), not an Excel workbook."),   \
	  XLSX_REMEDY)                                                                             \
	X(FILE_MHTML, N_("This is a web archive (.mht), not a workbook."), XLSX_REMEDY)            \
	X(FILE_PICTURE, N_("This is a picture, not a workbook."),                                  \
	  N_("A picture of a table cannot be read. Ask for the workbook itself.")) \
	X(FILE_RAR, N_("This is a compressed archive (.rar)."), UNPACK_REMEDY)                     \
	X(FILE_7Z, N_("This is a compressed archive (.7z)."), UNPACK_REMEDY)                       \
	X(FILE_GZIP, N_("This is a compressed archive (.gz)."), UNPACK_REMEDY)                     \
	X(FILE_ZIP, N_("This is a compressed archive (.zip) without a workbook of its own."),      \
	  UNPACK_REMEDY)                                                                           \
	X(FILE_PROGRAM, N_("This is a program, not a workbook."), OTHER_REMEDY)                    \
	X(FILE_DATABASE, N_("This is a database file, not a workbook."), OTHER_REMEDY)             \
	X(FILE_JSON, N_("This is a JSON file, not a workbook."), OTHER_REMEDY)                     \
	X(FILE_XML, N_("This is an XML file, but not a workbook saved as XML."), XLSX_REMEDY)      \
	X(FILE_WEB_PAGE, N_("This is a web page without a table."), XLSX_REMEDY)                   \
	X(FILE_BINARY, N_("This file is neither a workbook nor text."), OTHER_REMEDY)

enum file_kind {
	FILE_SHEET_ZIP, FILE_SHEET_XLS, FILE_SHEET_HTML, FILE_SHEET_XML, FILE_SHEET_CSV,
#define X(kind, text, hint) kind,
	REFUSED_KINDS(X)
#undef X
};

/* Finds the kind; false with ERR_FILE when the file cannot be read. */
bool file_kind_of(const char *path, enum file_kind *kind, struct err *e) MUST_USE;
/* Sets ERR_REFUSED with the sentence and the remedy of a kind that is no sheet. */
bool refuse_kind(enum file_kind kind, struct err *e);
/* What an OLE compound file holds, by the names in its directory (ole.c). */
enum file_kind ole_kind_of(const char *path);
