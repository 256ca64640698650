/* ui_qr.c - a text as a QR code, drawn as one SVG path. */
#include "html/ui.h"

#include <qrencode.h>

#define RAW(lit) html_raw_literal(h, lit)

enum { QUIET = 4 }; /* modules of white around it, as ISO/IEC 18004 asks */

static void modules(struct html *h, const QRcode *qr)
{
	for (int y = 0; y < qr->width; y++)
		for (int x = 0; x < qr->width; x++)
			if (qr->data[y * qr->width + x] & 1) {
				RAW("M");
				html_i64(h, x + QUIET);
				RAW(" ");
				html_i64(h, y + QUIET);
				RAW("h1v1h-1z");
			}
}

void ui_qr(struct html *h, const char *label, const char *text)
{
	QRcode *qr = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	if (!qr) {
		html_text(h, text); /* too long for a code: the text itself serves */
		return;
	}
	int side = qr->width + 2 * QUIET;
	RAW("<svg class='yz-qr' width='220' height='220' shape-rendering='crispEdges' role='img' "
	    "viewBox='0 0 ");
	html_i64(h, side);
	RAW(" ");
	html_i64(h, side);
	RAW("'");
	html_attr(h, "aria-label", tr(h->lang, label));
	RAW("><path fill='#fff' d='M0 0h");
	html_i64(h, side);
	RAW("v");
	html_i64(h, side);
	RAW("H0z'/><path fill='#000' d='");
	modules(h, qr);
	RAW("'/></svg>");
	QRcode_free(qr);
}
