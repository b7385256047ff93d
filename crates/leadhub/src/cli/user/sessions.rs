//! `leadhub user sessions`: where a user is signed in, and the way to end it all. Called by `user`; the text of a session is nowhere
//! to be read.

use super::find_user;
use crate::cli::console::Console;
use crate::cli::opened::OfArgs;
use clap::Args;
use leadhub_core::{actions, questions};
use leadhub_model::sign_in::Session;
use serde_json::{Value, json};

#[derive(Args)]
pub struct SessionsArgs {
    /// Id or username
    user: String,
    #[command(flatten)]
    of: OfArgs,
    /// End them all: she has to sign in anew everywhere
    #[arg(long)]
    end: bool,
}

impl SessionsArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let opened = self.of.open(console)?;
        let agent = find_user(&opened, &self.user)?;
        let (id, now) = (agent.id, opened.hub.now());
        if self.end {
            let ended = opened.write(move |tx, house| actions::sign_out_everywhere(tx, house, id))?;
            let text = format!("{ended} session(s) of '{}' ended", agent.username);
            return console.say(text, &json!({ "ended": ended }));
        }
        let all = opened.read(move |db, house| questions::list_sessions(db, house, id, now))?;
        let line = |it: &Session| {
            format!("{}  since {}  seen {}  {}", it.id, opened.time(it.created_at), opened.time(it.seen_at), it.device)
        };
        let text = match all.as_slice() {
            [] => format!("'{}' is signed in nowhere", agent.username),
            all => all.iter().map(line).collect::<Vec<_>>().join("\n"),
        };
        let object = |it: &Session| {
            json!({
                "id": it.id,
                "device": it.device,
                "created_at": opened.time(it.created_at),
                "seen_at": opened.time(it.seen_at),
                "expires_at": opened.time(it.expires_at),
            })
        };
        console.say(text, &json!({ "sessions": all.iter().map(object).collect::<Vec<Value>>() }))
    }
}
