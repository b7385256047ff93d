//! Reference data kind by kind: each has a list and a way to put one row, and they differ in nothing but a line of the table
//! here. What a kind's rows are stands in `wire::reference`; what may be put is the core's to say.

use super::Answer;
use super::request::{Checked, Headed, NoParams, PathId, QueryParams, WriteRequest};
use crate::errors::ApiError;
use crate::mapping::reference as mapping;
use crate::wire::kind::{Kind, PutRow, RowId, ShownRow};
use crate::wire::place::All;
use crate::wire::shape::{Parts, Shape};
use axum::extract::{Extension, State};
use http::{Method, StatusCode};
use leadhub_core::questions::StoredRow;
use leadhub_core::store::logins;
use leadhub_core::store::reference::external_names;
use leadhub_core::{Actor, Db, Tx, actions};
use leadhub_model::catalogue::*;
use leadhub_model::organisation::Scope;
use leadhub_model::reference::*;
use leadhub_model::{Field, LeadError};
use leadhub_wire::answer;
use leadhub_wire::dialect::{AppState, Call};
use leadhub_wire::routes::Routes;
use leadhub_wire::work::rendered;
use serde_json::{Map, Value};
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{Components, ContentBuilder, OpenApi, RefOr, Required, ResponseBuilder, Schema};

/// A kind with operations of its own.
trait Operated: Kind + StoredRow {
    const LIST: &'static str;
    const ONE: &'static str;
    /// What the table of names calls it.
    const WORD: &'static str;

    /// What is shown of each row besides, as `Kind::SHOWN` names it.
    fn besides(_: &mut Db, _: &Actor, rows: &[Self]) -> Result<Vec<Map<String, Value>>, LeadError> {
        Ok(vec![Map::new(); rows.len()])
    }
}

macro_rules! operated {
    ($($row:ty: $list:literal, $id:literal, $word:literal $(, $besides:ident)?;)*) => {
        $(impl Operated for $row {
            const LIST: &'static str = concat!("/hub/v1/", $list);
            const ONE: &'static str = concat!("/hub/v1/", $list, "/{", $id, "}");
            const WORD: &'static str = $word;
            $(fn besides(db: &mut Db, actor: &Actor, rows: &[Self]) -> Result<Vec<Map<String, Value>>, LeadError> {
                $besides(db, actor, rows)
            })?
        })*

        pub fn routes(routes: Routes) -> Routes {
            $(let routes = routes
                .on(Method::GET, <$row as Operated>::LIST, list::<$row>)
                .on(Method::PUT, <$row as Operated>::ONE, put::<$row>);)*
            routes
        }

        /// What these operations are, as the other files' are by their macros.
        pub fn documented() -> OpenApi {
            let mut document = OpenApi::default();
            let mut parts = Parts::new();
            $(describe::<$row>(&mut document, &mut parts);)*
            let mut components = Components::new();
            components.schemas.extend(parts);
            document.components = Some(components);
            document
        }
    };
}

operated! {
    StageRow: "stages", "stage_id", "stage";
    Reason: "reasons", "reason_id", "reason";
    LabelRow: "labels", "label_id", "label";
    CustomField: "custom-fields", "custom_field_id", "custom_field";
    Group: "groups", "group_id", "group";
    Agent: "users", "user_id", "agent", logins;
    Service: "services", "service_id", "service";
    Brand: "brands", "brand_id", "brand";
    Company: "companies", "company_id", "company";
    PriceList: "price-lists", "price_list_id", "price_list";
    Product: "products", "product_id", "product";
    SourceCategory: "source-categories", "source_category_id", "source_category";
    Source: "sources", "source_id", "source";
    Hobby: "hobbies", "hobby_id", "hobby";
}

async fn list<K: Operated>(
    State(app): State<AppState>,
    Extension(call): Extension<Call>,
    QueryParams(NoParams): QueryParams<NoParams>,
) -> Answer {
    let rows = app.read(&call, shown::<K>).await?;
    Ok(answer::json(StatusCode::OK, &All { data: rows }))
}

async fn put<K: Operated>(PathId(id): PathId<i64>, request: WriteRequest) -> Answer {
    let request = request.needing(Scope::Admin)?;
    let sent = request.json::<PutRow<K>>()?;
    let work = move |tx: &mut Tx, actor: &Actor| {
        let known = K::list(tx, actor)?.into_iter().find(|row| row.id() == id);
        let row = mapping::row::<K>(id, &sent.fields, known.as_ref(), tx.new_uuid())?;
        actions::put_reference(tx, actor, &mapping::alone(&sent, row, K::WORD))?;
        let status = if known.is_some() { StatusCode::OK } else { StatusCode::CREATED };
        let put = rendered(status, &shown::<K>(tx, actor)?.into_iter().find(|shown| shown.row.id() == id))?;
        Ok::<_, LeadError>(if known.is_some() { put } else { put.located(K::LIST, id) })
    };
    request.write(work).await.map_err(|error: ApiError| error.named(spelling))
}

fn shown<K: Operated>(db: &mut Db, actor: &Actor) -> Result<Vec<ShownRow<K>>, LeadError> {
    let names = external_names::list_all_names(db, actor)?;
    let rows = K::list(db, actor)?;
    let besides = K::besides(db, actor, &rows)?;
    let both = rows.into_iter().zip(besides);
    Ok(both.map(|(row, besides)| mapping::shown(row, besides, K::WORD, &names)).collect())
}

fn logins(db: &mut Db, actor: &Actor, agents: &[Agent]) -> Result<Vec<Map<String, Value>>, LeadError> {
    let logins = logins::list_logins(db, actor)?;
    Ok(agents.iter().map(|agent| mapping::login_of(agent, &logins)).collect())
}

/// The core names rows of a set; here there is one, and what it is called stands in the body.
fn spelling(field: Field) -> String {
    match field {
        Field::Row { set: "external_names", column, .. } => format!("names.{column}"),
        Field::Row { column, .. } => column.to_owned(),
        // Of the pipeline as a whole.
        Field::Stage => "kind".to_owned(),
        other => crate::errors::spelling(other),
    }
}

fn describe<K: Operated>(document: &mut OpenApi, parts: &mut Parts) {
    PutRow::<K>::parts(parts);
    ShownRow::<K>::parts(parts);
    let plural = K::LIST.rsplit('/').next().unwrap_or_default();
    let one = K::ONE.rsplit(['{', '/']).next().unwrap_or_default().trim_end_matches("_id}");
    let operation = |verb: &str, name: &str, summary: String| {
        let id = format!("{verb}{}", camel(name));
        OperationBuilder::new().tag("reference").operation_id(Some(id)).summary(Some(summary))
    };
    let list = operation("list", plural, format!("List {}", plural.replace('-', " ")));
    let list = list.response("200", answered("All of them.", All::<ShownRow<K>>::shape()));
    let id = ParameterBuilder::new().name(format!("{one}_id")).parameter_in(ParameterIn::Path);
    let id = id.required(Required::True).schema(Some(RowId::shape()));
    let body = RequestBodyBuilder::new().required(Some(Required::True));
    let body = body.content("application/json", ContentBuilder::new().schema(Some(PutRow::<K>::shape())).build());
    let put = operation("put", one, format!("Create or change: {}", one.replace('_', " "))).parameter(id);
    let put = put.request_body(Some(body.build()));
    let put = put.response("200", answered("The row as it is now.", ShownRow::<K>::shape()));
    let new = answered("The new row.", ShownRow::<K>::shape());
    let place = utoipa::openapi::header::HeaderBuilder::new().schema(String::shape()).description(Some("Where it is."));
    let put = put.response("201", new.header("Location", place.build()));
    add(document, K::LIST, HttpMethod::Get, list.build());
    add(document, K::ONE, HttpMethod::Put, put.build());
}

fn answered(about: &str, schema: RefOr<Schema>) -> ResponseBuilder {
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(about).content("application/json", content)
}

fn add(document: &mut OpenApi, path: &str, method: HttpMethod, operation: Operation) {
    document.paths.add_path_operation(path, vec![method], operation);
}

/// `source-categories` as `SourceCategories`.
fn camel(name: &str) -> String {
    let words = name.split(['-', '_']);
    words.map(|word| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default()).collect()
}
