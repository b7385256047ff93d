//! Comments on leads, oldest first (decision B34). Written by the verbs, read by the doors.
//! A comment is never altered.

use super::among;
use super::conditions::{Rows, seen};
use super::engine::{Db, Failure, Insert, OnConflict, Row, Tx, values};
use crate::actor::Actor;
use leadhub_model::{Comment, Cursor, LeadId};

static COMMENTS: Insert = Insert::new(
    "lead_comment",
    &["lead_id", "id", "body", "is_public", "author_id", "created_at"],
    OnConflict::RunAgain,
);

pub(crate) fn insert(tx: &mut Tx, actor: &Actor, lead: LeadId, comment: &Comment) {
    let Comment { id, body, is_public, author, created_at } = comment;
    let row = values![lead, *id, body.clone(), *is_public, *author, *created_at];
    tx.gather(&COMMENTS, actor.organisation_id(), row.iter().cloned());
}

const OF_LEAD: Rows = Rows::OfLead("lead_comment.lead_id");

const SELECT: &str =
    "SELECT id, body, is_public, author_id, created_at FROM lead_comment WHERE organisation_id = $1 AND lead_id = $2";

pub fn list_comments(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<Vec<Comment>, Failure> {
    let mut bound = values![actor.organisation_id(), lead].to_vec();
    let seen = seen(actor, OF_LEAD, &mut bound);
    db.all(&format!("{SELECT}{seen} ORDER BY created_at, id"), &bound, read)
}

/// As `list_comments`, those behind `after`, `limit` at most.
pub fn list_comments_after(
    db: &mut Db,
    actor: &Actor,
    lead: LeadId,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Comment>, Failure> {
    let Cursor { at, id } = after.unwrap_or(Cursor::START);
    let mut bound = values![actor.organisation_id(), lead, at, id, limit].to_vec();
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!("{SELECT} AND (created_at, id) > ($3, $4){seen} ORDER BY created_at, id LIMIT $5");
    db.all(&sql, &bound, read)
}

pub fn find_newest_comment(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<Option<Comment>, Failure> {
    let mut bound = values![actor.organisation_id(), lead].to_vec();
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!("{SELECT}{seen} ORDER BY created_at DESC, id DESC LIMIT 1");
    db.first(&sql, &bound, read)
}

pub fn count_comments(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<i64, Failure> {
    let mut bound = values![actor.organisation_id(), lead].to_vec();
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!("SELECT COUNT(*) FROM lead_comment WHERE organisation_id = $1 AND lead_id = $2{seen}");
    Ok(db.value(&sql, &bound)?.unwrap_or_default())
}

/// The comments of many leads at once, by lead, oldest first.
pub fn list_comments_of(db: &mut Db, actor: &Actor, leads: &[LeadId]) -> Result<Vec<(LeadId, Comment)>, Failure> {
    let (places, mut bound) = among(actor, leads);
    let seen = seen(actor, OF_LEAD, &mut bound);
    let sql = format!(
        "SELECT lead_id, id, body, is_public, author_id, created_at FROM lead_comment
         WHERE organisation_id = $1 AND lead_id IN ({places}){seen} ORDER BY lead_id, created_at, id"
    );
    db.all(&sql, &bound, |row| Ok((row.take()?, read(row)?)))
}

fn read(row: &mut Row) -> Result<Comment, Failure> {
    Ok(Comment {
        id: row.take()?,
        body: row.take()?,
        is_public: row.take()?,
        author: row.take()?,
        created_at: row.take()?,
    })
}
