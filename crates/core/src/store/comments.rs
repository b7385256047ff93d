//! Comments on leads, oldest first (decision B34). Written by the verbs, read through `queries`.
//! A comment is never altered.

use super::engine::{Db, Failure, Row, Tx, values};
use crate::actor::Actor;
use leadhub_model::{Comment, LeadId};

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

pub fn list_comments(db: &mut Db, actor: &Actor, lead: LeadId) -> Result<Vec<Comment>, Failure> {
    db.all(
        "SELECT id, body, is_public, author_id, created_at FROM lead_comment
         WHERE organisation_id = $1 AND lead_id = $2 ORDER BY created_at, id",
        values![actor.organisation_id(), lead],
        read,
    )
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
