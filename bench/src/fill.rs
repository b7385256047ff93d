//! The leads that reads are measured on: a hundred thousand, of many kinds, all sent through the front door.
//! Used by `Testbed`. Names and numbers are invented; the ids are those of the demo's organisation.

use serde_json::json;

use super::access::Access;
use super::request::Request;
use super::scenarios::LISTED_STAGE;

/// How often a stage comes among 24 leads: most are young, few are at an end.
const STAGES: [(i64, usize); 7] = [(525, 8), (LISTED_STAGE, 6), (558, 4), (643, 2), (1, 2), (527, 1), (528, 1)];
const AGENTS: [i64; 3] = [124_734_559, 124_734_560, 124_734_561];
const SERVICES: [i64; 2] = [1244, 2_005_289];
const LABELS: [&[i64]; 5] = [&[10], &[11, 22], &[17], &[10, 22], &[11]];
const NAMES: [&str; 6] =
    ["Nguyễn Thị Mai", "Trần Văn Khoa", "Lê Thu Hà", "Phạm Quốc Huy", "Hoàng Ngọc Ánh", "Vũ Minh Đức"];
const SUBJECTS: [&str; 4] =
    ["Tư vấn nâng mũi", "Hỏi giá niềng răng trong suốt", "Đặt lịch khám da liễu", "Khách hỏi qua trang đích tháng 11"];
const COMMENTS: [&str; 3] = [
    "Gọi lại sau 17h, khách đang đi làm",
    "Khách đã xem bảng giá, muốn được tư vấn thêm về trả góp và thời gian hồi phục trước khi đặt lịch",
    "Để lại số trên trang web",
];

/// Kinds of leads, taken in turn.
pub fn requests(access: &Access) -> Result<Vec<Request>, String> {
    let token = access.token("caresoft").ok_or("this program does not serve the API that fills the store")?;
    let headers = [
        ("authorization".to_owned(), format!("Bearer {token}")),
        ("content-type".to_owned(), "application/json".to_owned()),
    ];
    let target = format!("/{}/api/v1/lead", access.slug);
    let stages = STAGES.iter().flat_map(|(stage, times)| std::iter::repeat_n(*stage, *times));
    let kinds = stages.enumerate().map(|(at, stage)| Request::new("POST", &target, &headers, &body(at, stage)));
    Ok(kinds.collect())
}

fn body(at: usize, stage: i64) -> String {
    let lead = json!({ "lead": {
        "phone": "098{u}",
        "username": NAMES[at % NAMES.len()],
        "email": "kh{u}@example.com",
        "subject": SUBJECTS[at % SUBJECTS.len()],
        "lead_status": stage,
        "assignee_id": AGENTS[at % AGENTS.len()],
        "service_id": SERVICES[at % SERVICES.len()],
        "lead_label_id": LABELS[at % LABELS.len()],
        "comment": COMMENTS[at % COMMENTS.len()],
        "estimated_closed_date": "2026/12/21 17:00:00",
        "ref_url": "https://example.com/landing?utm_source=fb&utm_campaign=t11",
        "custom_fields": [{ "id": 5159, "value": "VIP" }, { "id": 6068, "value": 106_901 + at as i64 % 2 }],
    }});
    lead.to_string()
}
