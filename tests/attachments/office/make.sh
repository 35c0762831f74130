#!/usr/bin/env bash
# Makes the files in this folder anew from letter.html, sheet.csv and slides.fodp, with LibreOffice 7.4 and reportlab.
# They are kept so that the tests need neither.
set -euo pipefail
cd "$(dirname "$0")"
convert() { soffice --headless --convert-to "$1" "$2"; }
convert "odt:writer8" letter.html
for format in "doc:MS Word 97" "rtf:Rich Text Format" "docx:MS Word 2007 XML"; do convert "$format" letter.odt; done
soffice --headless --infilter="CSV:44,34,UTF8,1" --convert-to ods sheet.csv
for format in "xls:MS Excel 97" xlsx; do convert "$format" sheet.ods; done
for format in "ppt:MS PowerPoint 97" pptx odp; do convert "$format" slides.fodp; done
xz -9 slides.ppt
python3 - <<'PYTHON'
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

for name, encryption in {
    "password.pdf": "secret",
    "no-printing.pdf": StandardEncryption("", ownerPassword="x", canPrint=0, strength=128),
}.items():
    canvas = Canvas(name, encrypt=encryption)
    canvas.drawString(72, 700, "only printing is forbidden")
    canvas.save()
PYTHON
