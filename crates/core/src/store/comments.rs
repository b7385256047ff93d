//! Comments on leads, oldest first (decision B34). Written by the verbs, read through `queries`.
//! A comment is never altered.

use super::among;
use super::engine::{Db, Failure, Row, Tx, values};
use crate::actor::Actor;
use leadhub_model::{Comment, Cursor, LeadId};

pub fn insert(tx: &mut Tx, actor: &Actor, lead: LeadId, comment: &Comment) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO lead_comment (organisation_id, lead_id, id, body, is_public, author_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            actor.organisation_id(),
            lead,
            comment.id,
            &comment.body,
            comment.is_public,
            comment.author,
            comment.created_at
        ],
    )?;
    Ok(())
}

const SELECT: &str =
    "SELECT id, body, is_public, author_id, created_at FROM lead_comment WHERE organisation_id = $1 AND lead_id = $2";

pub fn list_comments(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<Vec<Comment>, Failure> {
    db.all(&format!("{SELECT} ORDER BY created_at, id"), values![actor.organisation_id(), lead], read)
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
    let sql = format!("{SELECT} AND (created_at, id) > ($3, $4) ORDER BY created_at, id LIMIT $5");
    db.all(&sql, values![actor.organisation_id(), lead, at, id, limit], read)
}

pub fn find_newest_comment(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<Option<Comment>, Failure> {
    let sql = format!("{SELECT} ORDER BY created_at DESC, id DESC LIMIT 1");
    db.first(&sql, values![actor.organisation_id(), lead], read)
}

pub fn count_comments(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<i64, Failure> {
    let sql = "SELECT COUNT(*) FROM lead_comment WHERE organisation_id = $1 AND lead_id = $2";
    Ok(db.value(sql, values![actor.organisation_id(), lead])?.unwrap_or_default())
}

/// The comments of many leads at once, by lead, oldest first.
pub fn list_comments_of(db: &mut Db, actor: &Actor, leads: &[LeadId]) -> Result<Vec<(LeadId, Comment)>, Failure> {
    let (places, bound) = among(actor, leads);
    let sql = format!(
        "SELECT lead_id, id, body, is_public, author_id, created_at FROM lead_comment
         WHERE organisation_id = $1 AND lead_id IN ({places}) ORDER BY lead_id, created_at, id"
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
