# PostgreSQL, the truth: tokens instead of passwords, and a deployer, not an app, as its administrator.
locals {
  tiers = { Burstable = "B", GeneralPurpose = "GP", MemoryOptimized = "MO" }
}

resource "azurerm_postgresql_flexible_server" "main" {
  name                          = "psql-${local.token}"
  resource_group_name           = azurerm_resource_group.main.name
  location                      = azurerm_resource_group.main.location
  version                       = "17"
  sku_name                      = "${local.tiers[local.chosen.postgres.tier]}_${local.chosen.postgres.sku}"
  storage_mb                    = local.chosen.postgres.storageGb * 1024
  auto_grow_enabled             = true
  backup_retention_days         = 14
  public_network_access_enabled = local.open
  tags                          = local.tags

  authentication {
    active_directory_auth_enabled = true
    password_auth_enabled         = false
    tenant_id                     = data.azurerm_client_config.current.tenant_id
  }

  dynamic "high_availability" {
    for_each = local.chosen.postgres.highAvailability == "Disabled" ? [] : [local.chosen.postgres.highAvailability]
    content {
      mode = high_availability.value
    }
  }

  lifecycle {
    ignore_changes = [zone, high_availability[0].standby_availability_zone]
  }
}

# The server takes one change at a time: each waits for the one before it.
resource "azurerm_postgresql_flexible_server_database" "main" {
  name      = "centralita"
  server_id = azurerm_postgresql_flexible_server.main.id
  charset   = "UTF8"
  collation = "en_US.utf8"
}

resource "azurerm_postgresql_flexible_server_configuration" "extensions" {
  name       = "azure.extensions"
  server_id  = azurerm_postgresql_flexible_server.main.id
  value      = "VECTOR,PG_TRGM,UNACCENT"
  depends_on = [azurerm_postgresql_flexible_server_database.main]
}

resource "azurerm_postgresql_flexible_server_configuration" "pooler" {
  count      = local.chosen.postgres.tier == "Burstable" ? 0 : 1
  name       = "pgbouncer.enabled"
  server_id  = azurerm_postgresql_flexible_server.main.id
  value      = "true"
  depends_on = [azurerm_postgresql_flexible_server_configuration.extensions]
}

resource "azurerm_postgresql_flexible_server_active_directory_administrator" "main" {
  count               = var.principal_id == "" ? 0 : 1
  server_name         = azurerm_postgresql_flexible_server.main.name
  resource_group_name = azurerm_resource_group.main.name
  tenant_id           = data.azurerm_client_config.current.tenant_id
  object_id           = var.principal_id
  principal_name      = var.principal_name
  principal_type      = var.principal_type
  depends_on          = [azurerm_postgresql_flexible_server_configuration.pooler]
}

# Any Azure address may knock; a token of ours is needed to come in. Private networking takes this away.
resource "azurerm_postgresql_flexible_server_firewall_rule" "azure" {
  count            = local.open ? 1 : 0
  name             = "azure"
  server_id        = azurerm_postgresql_flexible_server.main.id
  start_ip_address = "0.0.0.0"
  end_ip_address   = "0.0.0.0"
  depends_on       = [azurerm_postgresql_flexible_server_active_directory_administrator.main]
}
