//! The leads of the scale benchmark as a file to import: invented people, spread over stages, agents, lists, sources, labels and projects as
//! a working house's are: unevenly, some without a phone that can be read. Used by `scale` and `ui`. The same seed gives the same file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;

use super::agents;

/// Of ten leads one is somebody's who came before.
const AGAIN: u64 = 10;
/// Of fifty leads one has no phone that can be read.
const UNREADABLE: u64 = 50;
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
/// A source and how many of a hundred leads come by it; so the other pairs.
const SOURCES: [(&str, u64); 8] = [
    ("Facebook", 42),
    ("Zalo OA", 19),
    ("TikTok", 14),
    ("Google", 10),
    ("Trang đích", 7),
    ("Giới thiệu", 4),
    ("Hội thảo", 3),
    ("Tổng đài", 1),
];
const STAGES: [(i64, u64); 7] = [(525, 34), (557, 25), (558, 15), (643, 8), (1, 9), (527, 5), (528, 4)];
const PROJECTS: [(&str, u64); 5] = [
    ("VHGP,Vinhomes Grand Park", 40),
    ("SDLA,Sun Đà Lạt", 25),
    ("ECO2,Ecopark 2", 20),
    ("MPLZ,Masteri Plaza", 12),
    ("TTCG,Trung tâm Cần Giờ", 3),
];
const GROUPS: [i64; 2] = [12945, 12153];
const SERVICES: [i64; 2] = [1244, 2_005_289];
const LABELS: [(&str, u64); 4] = [("10", 50), ("11,22", 20), ("17", 25), ("22", 5)];
const LISTS: u64 = 40;
const SEED: u64 = 0x9E37_79B9_7F4A_7C15;
const HEADER: &str = "phone,name,email,subject,stage_id,agent_id,group_id,service_id,label_ids,source,list,project_code,project_name,\
                      score,meeting_at,comment";

/// How a list of the file is called.
pub fn list_name(at: u64) -> String {
    format!("Tệp {at:02}")
}

/// Writes the rows of these numbers behind their header; other numbers are other people.
pub fn write(path: &Path, rows: Range<u64>) -> Result<(), String> {
    let write = || {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(out, "{HEADER}")?;
        let mut chance = RandomSource(SEED);
        for at in rows {
            writeln!(out, "{}", row(at, &mut chance))?;
        }
        out.flush()
    };
    write().map_err(|error| format!("{}: {error}", path.display()))
}

/// xorshift: any spread will do.
struct RandomSource(u64);

impl RandomSource {
    fn of(&mut self, many: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % many
    }

    fn one<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.of(all.len() as u64) as usize]
    }

    /// Each as often as it says.
    fn weighted<T: Copy>(&mut self, all: &[(T, u64)]) -> T {
        let mut left = self.of(all.iter().map(|(_, times)| times).sum());
        for (what, times) in all {
            if left < *times {
                return *what;
            }
            left -= times;
        }
        all[0].0
    }

    fn is_one_of(&mut self, many: u64) -> bool {
        self.of(many) == 0
    }
}

fn row(at: u64, chance: &mut RandomSource) -> String {
    let who = if chance.is_one_of(AGAIN) { at / 2 } else { at };
    let name = format!(
        "{} {} {}",
        FAMILY[who as usize * 7 % 14],
        MIDDLE[(who as usize / 14) * 5 % 12],
        GIVEN[(who as usize / 168 + who as usize) % 32]
    );
    let phone = if chance.is_one_of(UNREADABLE) { unreadable(who, chance) } else { phone(who) };
    let email = if chance.is_one_of(3) { format!("kh{who}@example.com") } else { String::new() };
    let agent = if chance.is_one_of(8) { String::new() } else { agents::of(chance.of(agents::SHARES)).to_string() };
    let label = if chance.is_one_of(4) { chance.weighted(&LABELS) } else { "" };
    let project = if chance.is_one_of(5) { chance.weighted(&PROJECTS) } else { "," };
    // Two numbers drawn at once: low scores are more frequent than high ones.
    let score = if chance.is_one_of(3) { chance.of(101).min(chance.of(101)).to_string() } else { String::new() };
    let meeting = if chance.is_one_of(20) { meeting(chance) } else { String::new() };
    let comment = if chance.is_one_of(2) { "Gọi lại sau 17h" } else { "" };
    format!(
        "{phone},{name},{email},{},{},{agent},{},{},\"{label}\",{},{},{project},{score},{meeting},{comment}",
        chance.one(&SUBJECTS),
        chance.weighted(&STAGES),
        chance.one(&GROUPS),
        chance.one(&SERVICES),
        chance.weighted(&SOURCES),
        list_name(chance.of(LISTS)),
    )
}

/// A number of its own for each person: twelve prefixes of ten million.
fn phone(who: u64) -> String {
    format!("{}{:07}", PREFIXES[(who % 12) as usize], (who / 12 * 7_654_321 + 2_000_003) % 10_000_000)
}

/// What stands in such a column besides numbers that somebody can call.
fn unreadable(who: u64, chance: &mut RandomSource) -> String {
    match chance.of(4) {
        0 => "chưa có số".to_owned(),
        1 => "không có".to_owned(),
        // A digit is missing, or ten digits begin as none do.
        2 => phone(who)[..9].to_owned(),
        _ => format!("0123{:06}", who % 1_000_000),
    }
}

/// An hour of a working day in the two years around the file.
fn meeting(chance: &mut RandomSource) -> String {
    let (year, month, day) = (2025 + chance.of(2), 1 + chance.of(12), 1 + chance.of(28));
    format!("{year}-{month:02}-{day:02} {:02}:{:02}:00", 8 + chance.of(10), chance.of(4) * 15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn rows(many: u64) -> Vec<Vec<String>> {
        let mut chance = RandomSource(SEED);
        let cells = |row: String| row.replace("11,22", "11;22").split(',').map(str::to_owned).collect();
        (0..many).map(|at| cells(row(at, &mut chance))).collect()
    }

    #[test]
    fn everybody_has_a_number_of_her_own() {
        let phones: BTreeSet<String> = (0..200_000).map(phone).collect();
        assert_eq!(phones.len(), 200_000);
        assert!(phones.iter().all(|phone| phone.len() == 10));
    }

    #[test]
    fn a_row_has_as_many_cells_as_the_header() {
        let columns = HEADER.split(',').count();
        assert!(rows(2_000).iter().all(|row| row.len() == columns));
    }

    #[test]
    fn the_same_seed_gives_the_same_file() {
        assert_eq!(rows(500), rows(500));
    }

    #[test]
    fn one_of_fifty_has_no_phone_that_can_be_read() {
        let found = rows(20_000).iter().filter(|row| !PREFIXES.iter().any(|prefix| is_phone(&row[0], prefix))).count();
        assert!((300..500).contains(&found), "{found}");
    }

    fn is_phone(text: &str, prefix: &str) -> bool {
        text.len() == 10 && text.starts_with(prefix)
    }

    #[test]
    fn stages_agents_and_sources_come_unevenly() {
        let rows = rows(20_000);
        for column in [4, 5, 9] {
            let mut times: BTreeMap<&str, u64> = BTreeMap::new();
            rows.iter().for_each(|row| *times.entry(&row[column]).or_default() += 1);
            let (least, most) = (times.values().min().unwrap(), times.values().max().unwrap());
            assert!(most > &(5 * least), "{column}: {times:?}");
        }
    }
}
