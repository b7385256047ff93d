//! What an organisation sells: brands, branches, price lists, products, sources, hobbies. Written by `install_reference`,
//! read by the wires that book, through `queries`.

use crate::actor::Actor;
use crate::store::engine::{Db, Failure, Row, Tx, values};
use leadhub_model::catalogue::*;
use leadhub_model::*;

pub fn insert_catalogue(tx: &mut Tx, actor: &Actor, catalogue: &Catalogue) -> Result<(), Failure> {
    let organisation = actor.organisation_id();
    for brand in &catalogue.brands {
        tx.execute(
            "INSERT INTO brand (organisation_id, id, code, name) VALUES ($1, $2, $3, $4)",
            values![organisation, brand.id, &brand.code, &brand.name],
        )?;
    }
    for company in &catalogue.companies {
        tx.execute(
            "INSERT INTO company (organisation_id, id, brand_id, code, name, bookable) VALUES ($1, $2, $3, $4, $5, $6)",
            values![organisation, company.id, company.brand, &company.code, &company.name, company.bookable],
        )?;
    }
    for list in &catalogue.price_lists {
        tx.execute(
            "INSERT INTO price_list (organisation_id, id, brand_id, name) VALUES ($1, $2, $3, $4)",
            values![organisation, list.id, list.brand, &list.name],
        )?;
        for price in &list.prices {
            tx.execute(
                "INSERT INTO price (organisation_id, price_list_id, product_id, amount) VALUES ($1, $2, $3, $4)",
                values![organisation, list.id, price.product, price.amount],
            )?;
        }
    }
    for product in &catalogue.products {
        tx.execute(
            "INSERT INTO product (organisation_id, id, code, name) VALUES ($1, $2, $3, $4)",
            values![organisation, product.id, &product.code, &product.name],
        )?;
    }
    for category in &catalogue.source_categories {
        tx.execute(
            "INSERT INTO source_category (organisation_id, id, name) VALUES ($1, $2, $3)",
            values![organisation, category.id, &category.name],
        )?;
    }
    for source in &catalogue.sources {
        tx.execute(
            "INSERT INTO source (organisation_id, id, category_id, name) VALUES ($1, $2, $3, $4)",
            values![organisation, source.id, source.category, &source.name],
        )?;
    }
    for hobby in &catalogue.hobbies {
        tx.execute(
            "INSERT INTO hobby (organisation_id, id, name) VALUES ($1, $2, $3)",
            values![organisation, hobby.id, &hobby.name],
        )?;
    }
    Ok(())
}

pub fn list_brands(db: &mut Db, actor: &Actor) -> Result<Vec<Brand>, Failure> {
    db.all(
        "SELECT id, code, name FROM brand WHERE organisation_id = $1 ORDER BY id",
        values![actor.organisation_id()],
        |row| Ok(Brand { id: row.take()?, code: row.take()?, name: row.take()? }),
    )
}

pub fn list_companies(db: &mut Db, actor: &Actor) -> Result<Vec<Company>, Failure> {
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
}

/// Each with its prices.
pub fn list_price_lists(db: &mut Db, actor: &Actor) -> Result<Vec<PriceList>, Failure> {
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
}

/// Without its prices.
pub fn find_price_list(db: &mut Db, actor: &Actor, id: PriceListId) -> Result<Option<PriceList>, Failure> {
    db.first(
        "SELECT id, brand_id, name FROM price_list WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id],
        |row| Ok(PriceList { id: row.take()?, brand: row.take()?, name: row.take()?, prices: Vec::new() }),
    )
}

/// What a product costs by a price list, if the list has it. Whole dong.
pub fn find_price(db: &mut Db, actor: &Actor, list: PriceListId, product: ProductId) -> Result<Option<i64>, Failure> {
    db.value(
        "SELECT amount FROM price WHERE organisation_id = $1 AND price_list_id = $2 AND product_id = $3",
        values![actor.organisation_id(), list, product],
    )
}

pub fn find_product(db: &mut Db, actor: &Actor, id: ProductId) -> Result<Option<Product>, Failure> {
    db.first(
        "SELECT id, code, name FROM product WHERE organisation_id = $1 AND id = $2",
        values![actor.organisation_id(), id],
        |row| Ok(Product { id: row.take()?, code: row.take()?, name: row.take()? }),
    )
}

pub fn list_products(db: &mut Db, actor: &Actor) -> Result<Vec<Product>, Failure> {
    db.all(
        "SELECT id, code, name FROM product WHERE organisation_id = $1 ORDER BY id",
        values![actor.organisation_id()],
        |row| Ok(Product { id: row.take()?, code: row.take()?, name: row.take()? }),
    )
}

pub fn list_source_categories(db: &mut Db, actor: &Actor) -> Result<Vec<SourceCategory>, Failure> {
    db.all(
        "SELECT id, name FROM source_category WHERE organisation_id = $1 ORDER BY id",
        values![actor.organisation_id()],
        |row| Ok(SourceCategory { id: row.take()?, name: row.take()? }),
    )
}

pub fn list_sources(db: &mut Db, actor: &Actor) -> Result<Vec<Source>, Failure> {
    db.all(
        "SELECT id, category_id, name FROM source WHERE organisation_id = $1 ORDER BY id",
        values![actor.organisation_id()],
        |row| Ok(Source { id: row.take()?, category: row.take()?, name: row.take()? }),
    )
}

pub fn list_hobbies(db: &mut Db, actor: &Actor) -> Result<Vec<Hobby>, Failure> {
    db.all(
        "SELECT id, name FROM hobby WHERE organisation_id = $1 ORDER BY id",
        values![actor.organisation_id()],
        |row: &mut Row| Ok(Hobby { id: row.take()?, name: row.take()? }),
    )
}
