//! Workbooks (.xlsx) made by hand, part by part, for the tests of `workbook` and those that do harm to files. Old ones are in
//! `xls_tests`. Nothing is judged here.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// The files of a workbook by their names.
pub type Parts = Vec<(&'static str, Vec<u8>)>;

/// The parts of a workbook with one sheet of these rows.
fn parts(rows: &str) -> Parts {
    let parts = [
        ("[Content_Types].xml", r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.to_owned()),
        ("_rels/.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned()),
        ("xl/_rels/workbook.xml.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#.to_owned()),
        ("xl/workbook.xml", r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Khách" sheetId="1" r:id="r1"/></sheets></workbook>"#.to_owned()),
        ("xl/styles.xml", r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#.to_owned()),
        ("xl/worksheets/sheet1.xml", format!(r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#)),
    ];
    parts.map(|(name, content)| (name, content.into_bytes())).to_vec()
}

pub fn pack(parts: &Parts) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated))
            .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with one sheet of these rows.
pub fn book(rows: &str) -> Vec<u8> {
    pack(&parts(rows))
}

pub fn text(cell: &str, text: &str) -> String {
    format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// Two people under a title, each text in its cell.
pub fn people() -> Parts {
    let head =
        [text("A3", "Họ tên"), text("B3", "Điện thoại"), text("C3", "Ngày sinh"), text("D3", "Ghi chú")].concat();
    let row = |at: u32, phone: &str| {
        format!(
            r#"<row r="{at}">{}<c r="B{at}"><v>{phone}</v></c><c r="C{at}" s="1"><v>33000</v></c>{}</row>"#,
            text(&format!("A{at}"), "An"),
            text(&format!("D{at}"), "một, \"hai\"; ba")
        )
    };
    parts(&format!(
        r#"<row r="1">{}</row><row r="3">{head}</row>{}{}"#,
        text("A1", "DANH SÁCH"),
        row(4, "349000011"),
        row(5, "8.4349000012E10")
    ))
}

/// The same two, their texts shared, beside what formulas give.
pub fn shared_people() -> Parts {
    const SHARED: &str = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="5" uniqueCount="4"><si><t>Họ tên</t></si><si><t>Điện thoại</t></si><si><r><t xml:space="preserve">Ghi </t></r><r><t>chú</t></r></si><si><t>An</t></si></sst>"#;
    let shared = |cell: &str, which: u32| format!(r#"<c r="{cell}" t="s"><v>{which}</v></c>"#);
    let head = [shared("A1", 0), shared("B1", 1), shared("C1", 2)].concat();
    let row = |at: u32, phone: &str, note: &str| {
        format!(
            r#"<row r="{at}">{}<c r="B{at}"><v>{phone}</v></c><c r="C{at}" {note}</c></row>"#,
            shared(&format!("A{at}"), 3)
        )
    };
    let mut all = parts(&format!(
        r#"<row r="1">{head}</row>{}{}"#,
        row(2, "349000011", r#"t="str"><f>A2</f><v>An</v>"#),
        row(3, "84349000012", r#"t="b"><v>1</v>"#)
    ));
    all.push(("xl/sharedStrings.xml", SHARED.as_bytes().to_vec()));
    all
}
