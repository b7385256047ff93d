//! The container around an old workbook (.xls): finds the stream in which its sheets lie, and refuses one whose chains of sectors run in
//! circles or say more than the file holds, since whoever follows them afterwards believes them. Used by `biff`.

use encoding_rs::UTF_16LE;

const END: u32 = 0xFFFF_FFFE;
/// From here on a number stands for no sector.
const MARKS: u32 = 0xFFFF_FFFA;
const MINI: usize = 64;
/// A shorter stream lies in sectors of the small kind.
const MINI_STREAM: u64 = 4096;

struct Container<'b> {
    bytes: &'b [u8],
    sector: usize,
    fat: Vec<u32>,
}

/// The bytes of `Workbook`, or of `Book` as it was called before; `None` where the container is not sound.
pub fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let sector = match u16_at(bytes, 30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    let mut container = Container { bytes, sector, fat: Vec::new() };
    container.fat = container.read_fat()?;
    let directory = container.chain(u32_at(bytes, 48)?, u64::MAX)?;
    let entries: Vec<Entry> =
        directory.chunks_exact(128).map(|entry| Entry::of(entry, sector)).collect::<Option<_>>()?;
    let root = entries.first()?;
    // Read whether it is needed or not: whoever opens the file reads it too.
    let (mini_stream, mini_fat) = match u64::from(u32_at(bytes, 64)?) {
        0 => (Vec::new(), Vec::new()),
        sectors => {
            let size = sectors * sector as u64;
            (container.chain(root.start, root.size)?, numbers(&container.chain(u32_at(bytes, 60)?, size)?))
        }
    };
    let named = |name: &str| entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
    let entry = named("Workbook").or_else(|| named("Book"))?;
    if entry.size < MINI_STREAM {
        let most = mini_stream.len().div_ceil(MINI);
        chain(entry.start, entry.size, &mini_fat, most, |at| mini_stream.chunks(MINI).nth(at))
    } else {
        container.chain(entry.start, entry.size)
    }
}

impl Container<'_> {
    fn read_fat(&self) -> Option<Vec<u32>> {
        let mut of_fat = numbers(self.bytes.get(76..512)?);
        let mut next = u32_at(self.bytes, 68)?;
        let mut left = self.bytes.len() / self.sector;
        while next < MARKS {
            left = left.checked_sub(1)?;
            of_fat.extend(numbers(self.at(next as usize)?));
            next = of_fat.pop()?;
        }
        of_fat.retain(|id| *id < MARKS);
        // One sector of it tells of many, so there cannot be as many of it as the file has.
        if of_fat.len() > self.bytes.len() / self.sector {
            return None;
        }
        let mut fat = Vec::new();
        for id in of_fat {
            fat.extend(numbers(self.at(id as usize)?));
        }
        Some(fat)
    }

    /// The last sector may be cut off.
    fn at(&self, id: usize) -> Option<&[u8]> {
        let start = id.checked_add(1)?.checked_mul(self.sector)?;
        self.bytes.get(start..self.bytes.len().min(start + self.sector))
    }

    fn chain(&self, start: u32, size: u64) -> Option<Vec<u8>> {
        chain(start, size, &self.fat, self.bytes.len() / self.sector, |at| self.at(at))
    }
}

/// The sectors that hang on one another, up to `size`: no more than there are, or they hang in a circle.
fn chain<'s>(
    start: u32,
    size: u64,
    fat: &[u32],
    most: usize,
    sector: impl Fn(usize) -> Option<&'s [u8]>,
) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    let (mut next, mut left) = (start, most);
    while next != END {
        left = left.checked_sub(1)?;
        whole.extend_from_slice(sector(next as usize)?);
        if whole.len() as u64 >= size {
            break;
        }
        next = *fat.get(next as usize)?;
    }
    whole.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Some(whole)
}

struct Entry {
    name: String,
    start: u32,
    size: u64,
}

impl Entry {
    fn of(entry: &[u8], sector: usize) -> Option<Entry> {
        let name = UTF_16LE.decode(entry.get(..64)?).0;
        let size = u64::from(u32_at(entry, 120)?);
        let above = if sector == 512 { 0 } else { u64::from(u32_at(entry, 124)?) };
        let name = name.split('\0').next().unwrap_or_default().to_owned();
        Some(Entry { name, start: u32_at(entry, 116)?, size: size | above << 32 })
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|number| u32_at(number, 0)).collect()
}

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
