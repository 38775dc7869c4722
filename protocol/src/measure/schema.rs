//! The schema of a run.
//!
//! `utoipa` would describe each variant as all of two schemas: the variant's fields *and nothing else*, and `kind`. Nothing is both.
//! So `kind` is put among the fields of each variant.

use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::spec::{EndpointSpec, RagSpec, ReferenceSpec, RetrievalSpec, RunSpec};

impl PartialSchema for RunSpec {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .description(Some(
                "One run. Targets are names from the operator's configuration: no client can make the server call an address.",
            ))
            .item(variant("endpoint", EndpointSpec::schema()))
            .item(variant("retrieval", RetrievalSpec::schema()))
            .item(variant("rag-cost", RagSpec::schema()))
            .item(variant("reference", ReferenceSpec::schema()))
            .into()
    }
}

impl ToSchema for RunSpec {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        EndpointSpec::schemas(schemas);
        RetrievalSpec::schemas(schemas);
        RagSpec::schemas(schemas);
        ReferenceSpec::schemas(schemas);
    }
}

/// The fields, and `kind`, which takes that one value.
fn variant(kind: &str, schema: RefOr<Schema>) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::Object(mut fields)) => {
            let value = ObjectBuilder::new()
                .schema_type(Type::String)
                .enum_values(Some([kind]));
            fields.properties.insert("kind".to_owned(), value.into());
            fields.required.insert(0, "kind".to_owned());
            RefOr::T(Schema::Object(fields))
        }
        other @ (RefOr::T(_) | RefOr::Ref(_)) => other,
    }
}
