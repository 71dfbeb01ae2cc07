# Cosmos DB without a fixed capacity: transcripts, one partition a call, each line with a time to live of its own.
resource "azurerm_cosmosdb_account" "main" {
  name                          = "cosmos-${local.token}"
  resource_group_name           = azurerm_resource_group.main.name
  location                      = azurerm_resource_group.main.location
  offer_type                    = "Standard"
  kind                          = "GlobalDocumentDB"
  local_authentication_enabled  = false
  minimal_tls_version           = "Tls12"
  public_network_access_enabled = local.open
  tags                          = local.tags

  capabilities {
    name = "EnableServerless"
  }
  consistency_policy {
    consistency_level = "Session"
  }
  geo_location {
    location          = var.location
    failover_priority = 0
  }
  backup {
    type = "Continuous"
    tier = "Continuous7Days"
  }
}

resource "azurerm_cosmosdb_sql_database" "main" {
  name                = "centralita"
  resource_group_name = azurerm_resource_group.main.name
  account_name        = azurerm_cosmosdb_account.main.name
}

resource "azurerm_cosmosdb_sql_container" "transcripts" {
  name                  = "transcripts"
  resource_group_name   = azurerm_resource_group.main.name
  account_name          = azurerm_cosmosdb_account.main.name
  database_name         = azurerm_cosmosdb_sql_database.main.name
  partition_key_paths   = ["/callId"]
  partition_key_version = 2
  default_ttl           = -1
}

# The voice app writes, the agent app reads, and both only here.
resource "azurerm_cosmosdb_sql_role_assignment" "main" {
  for_each            = jsondecode(file("${local.shared}/transcripts.json"))
  resource_group_name = azurerm_resource_group.main.name
  account_name        = azurerm_cosmosdb_account.main.name
  role_definition_id  = "${azurerm_cosmosdb_account.main.id}/sqlRoleDefinitions/${each.value}"
  principal_id        = azurerm_user_assigned_identity.main[each.key].principal_id
  scope               = "${azurerm_cosmosdb_account.main.id}/dbs/centralita/colls/transcripts"
  depends_on          = [azurerm_cosmosdb_sql_container.transcripts]
}
