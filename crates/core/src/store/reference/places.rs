//! Where leads go: the groups that agents work in and the services they take leads for.
//! Written by `put_reference`, read by the verbs and the dialects.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Tx, values};
use leadhub_model::reference::{Group, Service};
use leadhub_model::{GroupId, Moment};
use std::sync::Arc;

pub(crate) fn put_group(tx: &mut Tx, actor: &Actor, group: &Group) -> Result<(), Failure> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO agent_group (organisation_id, id, name, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (organisation_id, id) DO UPDATE SET name = excluded.name",
        values![actor.organisation_id(), group.id, &group.name, now],
    )?;
    Ok(())
}

/// Each group with the moment it was made.
pub fn list_groups(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<(Group, Moment)>>, Failure> {
    db.cached(actor.organisation_id(), "groups", |db| {
        db.all(
            "SELECT id, name, created_at FROM agent_group WHERE organisation_id = $1 ORDER BY id",
            values![actor.organisation_id()],
            |row| Ok((Group { id: row.take()?, name: row.take()? }, row.take()?)),
        )
    })
}

pub fn find_group(db: &mut Db, actor: &Actor, id: GroupId) -> Result<Option<Group>, Failure> {
    Ok(list_groups(db, actor)?.iter().find(|(group, _)| group.id == id).map(|(group, _)| group.clone()))
}

pub(crate) fn put_service(tx: &mut Tx, actor: &Actor, service: &Service) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO service (organisation_id, id, name, kind) VALUES ($1, $2, $3, $4)
         ON CONFLICT (organisation_id, id) DO UPDATE SET name = excluded.name, kind = excluded.kind",
        values![actor.organisation_id(), service.id, &service.name, &service.kind],
    )?;
    Ok(())
}

pub fn list_services(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Service>>, Failure> {
    db.cached(actor.organisation_id(), "services", |db| {
        db.all(
            "SELECT id, name, kind FROM service WHERE organisation_id = $1 ORDER BY id",
            values![actor.organisation_id()],
            |row| Ok(Service { id: row.take()?, name: row.take()?, kind: row.take()? }),
        )
    })
}
