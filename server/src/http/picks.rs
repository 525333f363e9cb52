use super::Routes;

pub fn routes() -> Routes {
    Routes::default()
}
