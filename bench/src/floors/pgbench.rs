//! The floor beneath PostgreSQL: the recorded statements in `pgbench -M prepared`, at the same number of connections.
//! Run on a fresh copy of the store. Only pgbench's report is read; it is no part of the product.

use std::fs;
use std::path::Path;
use std::process::Command;

use leadhub_testkit::find_binaries;

use super::{Floor, Reached};
use crate::recipe::{BLOCK_BITS, FIRST_UUID, Line, Recipe, UUID_START, Value};
use crate::request::FIRST_UNIQUE;
use crate::script::{Script, Step};

/// How the script gets its number.
pub enum Iteration<'i> {
    /// Counted over all clients.
    Counted,
    /// The id of a lead, taken at random; the ids rise by the same step throughout.
    Among(&'i [i64]),
}

pub fn run(url: &str, folder: &Path, iteration: &Iteration, floor: &Floor) -> Result<Reached, String> {
    let (text, constants) = script(floor.script, &chosen(iteration, floor.connections)?)?;
    let file = folder.join("floor.sql");
    fs::write(&file, text).map_err(|error| format!("the floor's script: {error}"))?;
    let programs = find_binaries().ok_or("PostgreSQL is not installed")?;
    // One second more: the last one is not reported whole.
    let seconds = (floor.warm_up + floor.length).as_secs() + 1;
    let mut command = Command::new(programs.join("pgbench"));
    command.args(["--protocol=prepared", "--no-vacuum", "--jobs=2", "--progress=1", "-D", "n=0"]);
    command.args([format!("--time={seconds}"), format!("--client={}", floor.connections)]);
    for (name, value) in &constants {
        command.args(["-D", &format!("{name}={value}")]);
    }
    let done = command.arg("-f").arg(&file).arg(url).output().map_err(|error| format!("pgbench: {error}"))?;
    let (output, progress) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    let iterations = iterations(&output).filter(|_| done.status.success());
    let reached = iterations.zip(rate(&progress, floor.warm_up.as_secs_f64()));
    let (iterations, rate) = reached.ok_or_else(|| format!("pgbench: {}\n{progress}{output}", done.status))?;
    Ok(Reached { rate, iterations })
}

/// The lines that set `i`.
fn chosen(iteration: &Iteration, connections: usize) -> Result<String, String> {
    match iteration {
        Iteration::Counted => Ok(format!("\\set n :n + 1\n\\set i :n * {connections} + :client_id\n")),
        Iteration::Among(ids) => {
            let [first, second, .., last] = ids else { return Err("too few leads for a floor".to_owned()) };
            let step = second - first;
            if !ids.is_sorted_by(|a, b| b - a == step) {
                return Err("the ids of the leads leave gaps: a floor cannot guess them".to_owned());
            }
            Ok(format!("\\set i {first} + {step} * random(0, {})\n", (last - first) / step))
        }
    }
}

/// The script, and the texts that are bound to its variables.
fn script(script: &Script, chosen: &str) -> Result<(String, Vec<(String, String)>), String> {
    let mut writer = Writer { numbers: Vec::new(), constants: Vec::new() };
    let mut statements = String::new();
    for step in &script.0 {
        match step {
            // One message holds one statement here.
            Step::Command(text) => {
                for command in text.split(';').map(str::trim).filter(|command| !command.is_empty()) {
                    statements.push_str(&format!("{command};\n"));
                }
            }
            Step::Bound { sql, recipes } => statements.push_str(&format!("{};\n", writer.filled(sql, recipes)?)),
        }
    }
    let mut text = chosen.to_owned();
    text.push_str(&format!("\\set u :i + {FIRST_UNIQUE}\n\\set w :i + {FIRST_UUID}\n"));
    for (at, number) in writer.numbers.iter().enumerate() {
        text.push_str(&format!("\\set v{at} {number}\n"));
    }
    let constants = writer.constants.into_iter().enumerate();
    Ok((text + &statements, constants.map(|(at, value)| (format!("c{at}"), value)).collect()))
}

struct Writer {
    /// Expressions over `:i`.
    numbers: Vec<String>,
    constants: Vec<String>,
}

impl Writer {
    /// `$n` replaced by a variable, so that values are bound as the program binds them.
    fn filled(&mut self, sql: &str, recipes: &[Recipe]) -> Result<String, String> {
        let mut pieces = sql.split('$');
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let digits = piece.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(piece.len());
            let at: usize = piece[..digits].parse().map_err(|_| format!("{sql}: a $ without a number"))?;
            let recipe = recipes.get(at.wrapping_sub(1)).ok_or_else(|| format!("{sql}: no value for ${at}"))?;
            text.push_str(&self.variable(recipe));
            text.push_str(&piece[digits..]);
        }
        Ok(text)
    }

    fn variable(&mut self, recipe: &Recipe) -> String {
        match recipe {
            Recipe::Constant(Value::Null) => "NULL".to_owned(),
            Recipe::Constant(Value::Int(number)) => self.constant(&number.to_string()),
            Recipe::Constant(Value::Text(text)) => self.constant(text),
            Recipe::Constant(Value::Bytes(bytes)) => self.bytes(bytes),
            Recipe::Number(line) => self.number(expression(*line)),
            Recipe::Drawn => self.number("hash(:i)".to_owned()),
            Recipe::Uuid => format!("({} || CAST(:w AS TEXT))", self.text(UUID_START)),
            Recipe::Text(parts) => self.joined(parts, "CAST(:u AS TEXT)"),
            Recipe::Backwards(parts) => self.joined(parts, "reverse(CAST(:u AS TEXT))"),
            Recipe::Numbered { before, line, behind } => {
                let number = format!("CAST({} AS TEXT)", self.number(expression(*line)));
                self.joined(&[before.clone(), behind.clone()], &number)
            }
            Recipe::Placed { bytes, place, line } => {
                let (bytes, offset) = (self.bytes(bytes), expression(*line));
                let low = self.number(format!("({offset}) & 255"));
                let high = self.number(format!("(({offset}) >> 8) & {}", (1 << (BLOCK_BITS - 8)) - 1));
                format!("set_byte(set_byte({bytes}, {place}, {low}), {}, {high})", place + 1)
            }
        }
    }

    fn number(&mut self, expression: String) -> String {
        format!(":v{}", place(&mut self.numbers, expression))
    }

    fn joined(&mut self, parts: &[String], between: &str) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.text(part)).collect();
        format!("({})", parts.join(&format!(" || {between} || ")))
    }

    fn bytes(&mut self, bytes: &[u8]) -> String {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("CAST({} AS BYTEA)", self.constant(&format!("\\x{digits}")))
    }

    fn text(&mut self, text: &str) -> String {
        format!("CAST({} AS TEXT)", self.constant(text))
    }

    fn constant(&mut self, text: &str) -> String {
        // pgbench takes no empty value.
        if text.is_empty() { "''".to_owned() } else { format!(":c{}", place(&mut self.constants, text.to_owned())) }
    }
}

fn expression(Line { base, step }: Line) -> String {
    format!("{base} + {step} * :i")
}

fn place<T: PartialEq>(all: &mut Vec<T>, one: T) -> usize {
    all.iter().position(|known| *known == one).unwrap_or_else(|| {
        all.push(one);
        all.len() - 1
    })
}

/// All transactions of a run; `None` when one of them failed.
fn iterations(output: &str) -> Option<i64> {
    let number = |name: &str| {
        let line = output.lines().find_map(|line| line.strip_prefix(name))?;
        line.split([' ', '/']).next()?.parse::<i64>().ok()
    };
    // Older releases do not count failures: there a client that fails ends the run.
    if number("number of failed transactions: ").is_some_and(|failed| failed > 0) {
        return None;
    }
    number("number of transactions actually processed: ")
}

/// Transactions in a second, over the whole seconds behind the warm-up: connections are fresh, and their plans and caches
/// must be made before they count.
fn rate(progress: &str, warm_up: f64) -> Option<f64> {
    let lines = progress.lines().filter_map(|line| line.strip_prefix("progress: "));
    let seconds = lines.filter_map(|line| {
        let (at, rest) = line.split_once(" s, ")?;
        Some((at.parse::<f64>().ok()?, rest.split_once(" tps")?.0.parse::<f64>().ok()?))
    });
    let rates: Vec<f64> = seconds.filter(|(at, _)| *at > warm_up + 0.5).map(|(_, rate)| rate).collect();
    (!rates.is_empty()).then(|| rates.iter().sum::<f64>() / rates.len() as f64)
}

#[cfg(test)]
mod tests;
