//! Made-up leads for the gallery. No person or number here is anybody's.
//! Deterministic: two runs show the same page.

use leadhub_model::{Moment, StageKind, Zone, mask};
use leadhub_web::format;
use leadhub_web::language::Language;
use leadhub_web::stage;

/// What a toast takes back.
pub fn undo() -> Option<leadhub_web::toast::Undo> {
    Some(leadhub_web::toast::Undo { address: "/app/undo?events=7.70".to_owned(), fields: Vec::new() })
}

pub struct Row {
    pub id: usize,
    pub name: String,
    pub phone: String,
    pub stage: &'static str,
    pub class: &'static str,
    pub source: &'static str,
    pub owner: &'static str,
    pub age: String,
    pub is_late: bool,
}

pub const STAGES: [(&str, StageKind); 5] = [
    ("Mới", StageKind::First),
    ("Đang tư vấn", StageKind::Middle),
    ("Hẹn gọi lại", StageKind::Middle),
    ("Đã đặt hẹn", StageKind::Converted),
    ("Không đạt", StageKind::Unqualified),
];

pub fn rows(language: Language) -> Vec<Row> {
    const FAMILY: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi"];
    const GIVEN: [&str; 7] =
        ["Thị Hồng Ánh", "Văn Dũng", "Ngọc Trâm", "Đức Thắng", "Quỳnh Như", "Hữu Nghĩa", "Thuỳ Dương"];
    const SOURCES: [&str; 5] = ["Facebook", "TikTok", "Website", "Ngân hàng đối tác", "Giới thiệu"];
    const OWNERS: [&str; 4] = ["Mai Lan", "Quốc Huy", "–", "Thu Hà"];
    let zone = Zone::utc();
    let now = Moment::from_micros(1_795_689_720_000_000);
    let row = |id: usize| {
        let (stage, kind) = STAGES[[0, 0, 0, 0, 1, 2, 4, 1, 3][id % 9]];
        let minutes = (id * id * 3 + id + 1) as i64;
        Row {
            id,
            name: format!("{} {}", FAMILY[id % 8], GIVEN[id % 7]),
            phone: mask::phone(&format!("09{:08}", id * 137 % 100_000_000)),
            stage,
            class: stage::class(kind),
            source: SOURCES[id % 5],
            owner: OWNERS[id % 4],
            age: format::relative(Moment::from_micros(now.micros() - minutes * 60_000_000), now, &zone, language),
            is_late: id % 6 == 5,
        }
    };
    (0..50).map(row).collect()
}
