//! The leads of the scale benchmark as a file to import: invented people, spread over stages, agents, lists, sources and labels as
//! a working house's are. Used by `scale::run`. The same seed gives the same file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Of ten leads one is somebody's who came before.
const AGAIN: u64 = 10;
const FAMILY: [&str; 14] =
    ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô"];
const MIDDLE: [&str; 12] = ["Thị", "Văn", "Thu", "Minh", "Ngọc", "Quốc", "Đức", "Thanh", "Hữu", "Kim", "Bảo", "Gia"];
const GIVEN: [&str; 32] = [
    "Mai",
    "Khoa",
    "Hà",
    "Huy",
    "Ánh",
    "Đức",
    "Lan",
    "Hùng",
    "Dung",
    "Dũng",
    "Phương",
    "Trang",
    "Linh",
    "Nam",
    "Tuấn",
    "Hương",
    "Yến",
    "Quỳnh",
    "Thảo",
    "Vy",
    "Long",
    "Sơn",
    "Bình",
    "Cường",
    "Tâm",
    "Nhung",
    "Oanh",
    "Phúc",
    "Quân",
    "Hiền",
    "Ngân",
    "Đường",
];
const PREFIXES: [&str; 12] = ["032", "033", "034", "035", "036", "070", "079", "083", "090", "091", "096", "098"];
const SUBJECTS: [&str; 6] = [
    "Tư vấn nâng mũi",
    "Niềng răng trong suốt",
    "Khám da liễu",
    "Căn hộ hai phòng ngủ",
    "Vay mua nhà",
    "Mở thẻ tín dụng",
];
const SOURCES: [&str; 8] =
    ["Facebook", "Zalo OA", "TikTok", "Google", "Trang đích", "Giới thiệu", "Hội thảo", "Tổng đài"];
/// A stage and how many of 24 leads are in it.
const STAGES: [(i64, u64); 7] = [(525, 8), (557, 6), (558, 4), (643, 2), (1, 2), (527, 1), (528, 1)];
const AGENTS: [i64; 3] = [124_734_559, 124_734_560, 124_734_561];
const GROUPS: [i64; 2] = [12945, 12153];
const SERVICES: [i64; 2] = [1244, 2_005_289];
const LABELS: [&str; 4] = ["10", "11,22", "17", "22"];
const LISTS: u64 = 40;
const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

/// How a list of the file is called.
pub fn list_name(at: u64) -> String {
    format!("Tệp {at:02}")
}

/// Writes so many rows behind their header.
pub fn write(path: &Path, leads: u64) -> Result<(), String> {
    let write = || {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(out, "phone,name,email,subject,stage_id,agent_id,group_id,service_id,label_ids,source,list,comment")?;
        let mut chance = SEED;
        for at in 0..leads {
            chance = next(chance);
            writeln!(out, "{}", row(at, chance))?;
        }
        out.flush()
    };
    write().map_err(|error| format!("{}: {error}", path.display()))
}

/// xorshift: any spread will do.
fn next(mut chance: u64) -> u64 {
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^ chance << 17
}

fn row(at: u64, chance: u64) -> String {
    // Each question takes digits of its own out of the same number.
    let pick = |shift: u32, of: usize| ((chance >> shift) as usize) % of;
    let who = if pick(3, AGAIN as usize) == 0 { at / 2 } else { at };
    let name = format!(
        "{} {} {}",
        FAMILY[who as usize * 7 % 14],
        MIDDLE[(who as usize / 14) * 5 % 12],
        GIVEN[(who as usize / 168 + who as usize) % 32]
    );
    let phone = phone(who);
    let email = if pick(7, 3) == 0 { format!("kh{who}@example.com") } else { String::new() };
    let agent = if pick(11, 8) == 0 { String::new() } else { AGENTS[pick(13, 3)].to_string() };
    let label = if pick(17, 4) == 0 { LABELS[pick(19, 4)] } else { "" };
    let comment = if pick(23, 2) == 0 { "Gọi lại sau 17h" } else { "" };
    format!(
        "{phone},{name},{email},{},{},{agent},{},{},\"{label}\",{},{},{comment}",
        SUBJECTS[pick(29, 6)],
        stage(chance >> 31),
        GROUPS[pick(37, 2)],
        SERVICES[pick(41, 2)],
        SOURCES[pick(43, 8)],
        list_name((chance >> 47) % LISTS),
    )
}

/// A number of its own for each person: twelve prefixes of ten million.
fn phone(who: u64) -> String {
    format!("{}{:07}", PREFIXES[(who % 12) as usize], (who / 12 * 7_654_321 + 2_000_003) % 10_000_000)
}

fn stage(chance: u64) -> i64 {
    let mut left = chance % 24;
    for (stage, times) in STAGES {
        if left < times {
            return stage;
        }
        left -= times;
    }
    STAGES[0].0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn everybody_has_a_number_of_her_own() {
        let phones: BTreeSet<String> = (0..200_000).map(phone).collect();
        assert_eq!(phones.len(), 200_000);
        assert!(phones.iter().all(|phone| phone.len() == 10));
    }

    #[test]
    fn a_row_has_as_many_cells_as_the_header() {
        let row = row(77, next(SEED));
        assert_eq!(row.split(',').count() - row.matches("11,22").count(), 12, "{row}");
    }

    #[test]
    fn stages_come_as_often_as_they_should() {
        assert_eq!((0..24).filter(|chance| stage(*chance) == 557).count(), 6);
    }
}
