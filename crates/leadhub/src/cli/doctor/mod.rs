//! `leadhub doctor`: looks at configuration, store and machine, says what it found and how to mend what is wrong. Called by
//! `cli::run`; the one thing it writes unasked is the row that the readiness probe writes too.

mod kept;
mod machine;
mod work;

use super::console::Console;
use super::settings::ServerArgs;
use clap::Args;
use leadhub_core::{Finding, State, examine};
use serde_json::{Value, json};

#[derive(Args)]
#[command(
    about = "Check configuration, store and machine, and say how to mend what is wrong",
    long_about = "Check configuration, store and machine, and say how to mend what is wrong.\n\n\
                  Use it before the first `serve`, after an upgrade, and when something is odd. It may run beside a server: it changes \
                  nothing but one row of a counter. An embedded store is read as a whole, which takes a while when it is large.\n\n\
                  With --mend it makes anew, from the leads, what totals, lists and search are told from, where that is wrong. \
                  Writes of a server wait meanwhile, or are refused where it takes long: stop it first when the store is large.\n\n\
                  Exit code 0 when nothing is wrong (warnings may remain), 1 when something is.",
    after_help = "Examples:\n  leadhub doctor\n  leadhub doctor --database postgres://leadhub@db/leads\n  \
                  leadhub doctor --mend\n  leadhub doctor --json | jq '.findings[] | select(.state != \"good\")'"
)]
pub struct DoctorArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// Make anew what totals, lists and search are told from, where the leads tell something else
    #[arg(long)]
    mend: bool,
}

impl DoctorArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let mut found = vec![machine::clock(), machine::open_files()];
        match self.server.config(console) {
            Err(say) => {
                let mend = "'leadhub config --default' shows every key and what it takes";
                found.insert(0, Finding::wrong("configuration", say, mend));
            }
            Ok(config) => {
                let read = config.file.as_ref().map(|path| format!("read from {}", path.display()));
                let mut head =
                    vec![Finding::good("configuration", read.unwrap_or("no file, defaults are in force".to_owned()))];
                let unset = "unset it, or spell it as 'leadhub config --default' does";
                head.extend(config.warnings.iter().map(|say| Finding::warning("environment", say, unset)));
                found.splice(0..0, head);
                found.push(machine::address(config.values.listen));
                let store = examine(&config.values.database);
                let is_sound =
                    !store.iter().any(|finding| UNUSABLE.contains(&finding.what) && finding.state == State::Wrong);
                found.extend(store);
                if is_sound {
                    found.extend(work::try_out(&config, self.mend));
                }
            }
        }
        let count = |state| found.iter().filter(|finding| finding.state == state).count();
        let (wrong, warnings) = (count(State::Wrong), count(State::Warning));
        let lines = found.iter().map(line).collect::<Vec<_>>().join("\n");
        let text = format!("{lines}\n{wrong} wrong, {warnings} to be seen to, {} good", count(State::Good));
        let object = json!({ "ok": wrong == 0, "findings": found.iter().map(to_json).collect::<Vec<_>>() });
        console.say(text, &object)?;
        match wrong {
            0 => Ok(()),
            1 => Err("one thing is wrong".to_owned()),
            some => Err(format!("{some} things are wrong")),
        }
    }
}

/// What a store cannot be worked with when it is wrong.
const UNUSABLE: [&str; 4] = ["store", "opening", "integrity", "schema"];

fn word(state: State) -> &'static str {
    match state {
        State::Good => "good",
        State::Warning => "warning",
        State::Wrong => "wrong",
    }
}

fn line(finding: &Finding) -> String {
    let mend = if finding.mend.is_empty() { String::new() } else { format!("\n         to mend: {}", finding.mend) };
    format!("{:<8} {}: {}{mend}", word(finding.state), finding.what, finding.say)
}

fn to_json(finding: &Finding) -> Value {
    json!({ "what": finding.what, "state": word(finding.state), "say": finding.say, "mend": finding.mend })
}
