# Private endpoints, and the names under which the apps find them.
locals {
  endpoints = var.private_networking ? {
    blob        = { id = azurerm_storage_account.main["work"].id, group = "blob", zone = "privatelink.blob.core.windows.net" }
    queue       = { id = azurerm_storage_account.main["work"].id, group = "queue", zone = "privatelink.queue.core.windows.net" }
    voice-blob  = { id = azurerm_storage_account.main["voice"].id, group = "blob", zone = "privatelink.blob.core.windows.net" }
    voice-queue = { id = azurerm_storage_account.main["voice"].id, group = "queue", zone = "privatelink.queue.core.windows.net" }
    voice-table = { id = azurerm_storage_account.main["voice"].id, group = "table", zone = "privatelink.table.core.windows.net" }
    agent-blob  = { id = azurerm_storage_account.main["agent"].id, group = "blob", zone = "privatelink.blob.core.windows.net" }
    voice-vault = { id = azurerm_key_vault.main["voice"].id, group = "vault", zone = "privatelink.vaultcore.azure.net" }
    agent-vault = { id = azurerm_key_vault.main["agent"].id, group = "vault", zone = "privatelink.vaultcore.azure.net" }
    postgres    = { id = azurerm_postgresql_flexible_server.main.id, group = "postgresqlServer", zone = "privatelink.postgres.database.azure.com" }
    redis       = { id = azurerm_managed_redis.main.id, group = "redisEnterprise", zone = "privatelink.redis.azure.net" }
    cosmos      = { id = azurerm_cosmosdb_account.main.id, group = "Sql", zone = "privatelink.documents.azure.com" }
    openai      = { id = azurerm_cognitive_account.openai.id, group = "account", zone = "privatelink.openai.azure.com" }
  } : {}
}

resource "azurerm_private_dns_zone" "main" {
  for_each            = toset([for endpoint in local.endpoints : endpoint.zone])
  name                = each.key
  resource_group_name = azurerm_resource_group.main.name
  tags                = local.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "main" {
  for_each            = azurerm_private_dns_zone.main
  name                = "network"
  private_dns_zone_id = each.value.id
  virtual_network_id  = azurerm_virtual_network.main[0].id
}

resource "azurerm_private_endpoint" "main" {
  for_each            = local.endpoints
  name                = "pe-${each.key}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  subnet_id           = azurerm_subnet.endpoints[0].id
  tags                = local.tags

  private_service_connection {
    name                           = each.key
    private_connection_resource_id = each.value.id
    subresource_names              = [each.value.group]
    is_manual_connection           = false
  }
  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = [azurerm_private_dns_zone.main[each.value.zone].id]
  }
}
