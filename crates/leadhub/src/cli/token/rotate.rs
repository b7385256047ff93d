//! `leadhub token rotate`: a new token for an integration, whose old ones end by themselves. Called by `token`; nothing else of
//! the integration changes.

use super::{get_integration, in_days, later};
use crate::cli::console::Console;
use crate::cli::opened::OfArgs;
use clap::Args;
use jiff::{SignedDuration, Span, SpanRelativeTo};
use leadhub_core::actions::{NewToken, rotate_tokens};
use serde_json::json;

#[derive(Args)]
pub struct RotateArgs {
    #[command(flatten)]
    of: OfArgs,
    /// The integration's name
    #[arg(long)]
    name: String,
    /// How long the old tokens still work, such as 30m, 24h or 7d
    #[arg(long, default_value = "0s", value_parser = duration)]
    overlap: SignedDuration,
    /// Days until the new token ends by itself
    #[arg(long, value_name = "DAYS")]
    expires_in_days: Option<i64>,
}

impl RotateArgs {
    pub fn run(self, console: &Console) -> Result<(), String> {
        let opened = self.of.open(console)?;
        let integration = get_integration(&opened, &self.name)?;
        let now = opened.hub.now();
        let overlap = i64::try_from(self.overlap.as_micros()).unwrap_or(i64::MAX);
        let old_end = later(now, overlap);
        let expires_at = self.expires_in_days.map(|days| in_days(now, days));
        let token = NewToken::lasting(opened.hub.chance(), expires_at);
        let issued = token.clone();
        opened.write(move |tx, house| rotate_tokens(tx, house.organisation_id(), integration.id, &issued, old_end))?;
        let object = json!({
            "token": token.text(),
            "expires_at": expires_at.map(|at| opened.time(at)),
            "old_tokens_end_at": opened.time(old_end),
        });
        console.say(token.text(), &object)
    }
}

/// A length of time in words, a day taken as 24 hours.
fn duration(text: &str) -> Result<SignedDuration, String> {
    let say = || format!("'{text}' is no length of time: write 30m, 24h or 7d");
    let span: Span = text.parse().map_err(|_| say())?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| say())?;
    if duration.is_negative() { Err(say()) } else { Ok(duration) }
}
