//! What an organisation sells: brands, branches, price lists, products, hobbies. Written by `put_reference`, read by
//! the wires that book. What is asked of sources stands in `sources.rs`.

use super::many::put_rows;
use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Row, Tx, Value, values};
use leadhub_model::catalogue::*;
use leadhub_model::*;
use std::sync::Arc;

const ORGANISATION: &str = "organisation_id";

/// Rows with known ids are changed; a price list's prices that are not named stay.
pub(crate) fn put_catalogue(tx: &mut Tx, actor: &Actor, data: &Catalogue) -> Result<(), Failure> {
    let of = Value::from(actor.organisation_id());
    let of = || of.clone();
    put_rows(tx, "brand", 2, [ORGANISATION, "id", "code", "name"], &data.brands, |row| {
        [of(), row.id.into(), (&row.code).into(), (&row.name).into()]
    })?;
    let columns = [ORGANISATION, "id", "brand_id", "code", "name", "bookable"];
    put_rows(tx, "company", 2, columns, &data.companies, |row| {
        [of(), row.id.into(), row.brand.into(), (&row.code).into(), (&row.name).into(), row.bookable.into()]
    })?;
    put_rows(tx, "price_list", 2, [ORGANISATION, "id", "brand_id", "name"], &data.price_lists, |row| {
        [of(), row.id.into(), row.brand.into(), (&row.name).into()]
    })?;
    let prices = data.price_lists.iter().flat_map(|list| list.prices.iter().map(|price| (list.id, price)));
    let prices: Vec<(PriceListId, &Price)> = prices.collect();
    let columns = [ORGANISATION, "price_list_id", "product_id", "amount"];
    put_rows(tx, "price", 3, columns, &prices, |(list, price)| {
        [of(), (*list).into(), price.product.into(), price.amount.into()]
    })?;
    put_rows(tx, "product", 2, [ORGANISATION, "id", "code", "name"], &data.products, |row| {
        [of(), row.id.into(), (&row.code).into(), (&row.name).into()]
    })?;
    put_rows(tx, "source_category", 2, [ORGANISATION, "id", "name"], &data.source_categories, |row| {
        [of(), row.id.into(), (&row.name).into()]
    })?;
    let columns = [ORGANISATION, "id", "category_id", "name", "reviewed", "merged_into_id"];
    put_rows(tx, "source", 2, columns, &data.sources, |row| {
        let category = row.category.map_or(0, |id| id.0);
        [of(), row.id.into(), category.into(), (&row.name).into(), row.reviewed.into(), row.merged_into.into()]
    })?;
    put_rows(tx, "hobby", 2, [ORGANISATION, "id", "name"], &data.hobbies, |row| {
        [of(), row.id.into(), (&row.name).into()]
    })
}

pub fn list_brands(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Brand>>, Failure> {
    db.cached(actor.organisation_id(), "brands", |db| {
        db.all(
            "SELECT id, code, name FROM brand WHERE organisation_id = $1 ORDER BY id",
            values![actor.organisation_id()],
            |row| Ok(Brand { id: row.take()?, code: row.take()?, name: row.take()? }),
        )
    })
}

pub fn list_companies(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Company>>, Failure> {
    db.cached(actor.organisation_id(), "companies", |db| {
        db.all(
            "SELECT id, brand_id, code, name, bookable FROM company WHERE organisation_id = $1 ORDER BY id",
            values![actor.organisation_id()],
            |row| {
                Ok(Company {
                    id: row.take()?,
                    brand: row.take()?,
                    code: row.take()?,
                    name: row.take()?,
                    bookable: row.take()?,
                })
            },
        )
    })
}

/// Each with its prices.
pub fn list_price_lists(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<PriceList>>, Failure> {
    db.cached(actor.organisation_id(), "price_lists", |db| {
        let mut lists = db.all(
            "SELECT id, brand_id, name FROM price_list WHERE organisation_id = $1 ORDER BY id",
            values![actor.organisation_id()],
            |row| Ok(PriceList { id: row.take()?, brand: row.take()?, name: row.take()?, prices: Vec::new() }),
        )?;
        let prices = db.all(
            "SELECT price_list_id, product_id, amount FROM price WHERE organisation_id = $1
             ORDER BY price_list_id, product_id",
            values![actor.organisation_id()],
            |row| Ok((row.take::<PriceListId>()?, Price { product: row.take()?, amount: row.take()? })),
        )?;
        for (list, price) in prices {
            if let Some(list) = lists.iter_mut().find(|known| known.id == list) {
                list.prices.push(price);
            }
        }
        Ok(lists)
    })
}

/// Without its prices.
pub fn find_price_list(db: &mut Db, actor: &Actor, id: PriceListId) -> Result<Option<PriceList>, Failure> {
    let lists = list_price_lists(db, actor)?;
    Ok(price_list(&lists, id).map(|list| PriceList { name: list.name.clone(), prices: Vec::new(), ..*list }))
}

/// Both kept lists are in the order of their ids.
fn price_list(lists: &[PriceList], id: PriceListId) -> Option<&PriceList> {
    lists.binary_search_by_key(&id, |list| list.id).ok().map(|at| &lists[at])
}

/// What a product costs by a price list, if the list has it. Whole dong.
pub fn find_price(db: &mut Db, actor: &Actor, list: PriceListId, product: ProductId) -> Result<Option<i64>, Failure> {
    let lists = list_price_lists(db, actor)?;
    let prices = price_list(&lists, list).map(|list| list.prices.as_slice()).unwrap_or_default();
    Ok(prices.binary_search_by_key(&product, |price| price.product).ok().map(|at| prices[at].amount))
}

pub fn find_product(db: &mut Db, actor: &Actor, id: ProductId) -> Result<Option<Product>, Failure> {
    let products = list_products(db, actor)?;
    Ok(products.binary_search_by_key(&id, |product| product.id).ok().map(|at| products[at].clone()))
}

pub fn list_products(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Product>>, Failure> {
    db.cached(actor.organisation_id(), "products", |db| {
        db.all(
            "SELECT id, code, name FROM product WHERE organisation_id = $1 ORDER BY id",
            values![actor.organisation_id()],
            |row| Ok(Product { id: row.take()?, code: row.take()?, name: row.take()? }),
        )
    })
}

pub fn list_source_categories(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<SourceCategory>>, Failure> {
    db.cached(actor.organisation_id(), "source_categories", |db| {
        db.all(
            "SELECT id, name FROM source_category WHERE organisation_id = $1 ORDER BY id",
            values![actor.organisation_id()],
            |row| Ok(SourceCategory { id: row.take()?, name: row.take()? }),
        )
    })
}

pub fn list_hobbies(db: &mut Db, actor: &Actor) -> Result<Arc<Vec<Hobby>>, Failure> {
    db.cached(actor.organisation_id(), "hobbies", |db| {
        db.all(
            "SELECT id, name FROM hobby WHERE organisation_id = $1 ORDER BY id",
            values![actor.organisation_id()],
            |row: &mut Row| Ok(Hobby { id: row.take()?, name: row.take()? }),
        )
    })
}
