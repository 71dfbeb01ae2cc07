# Azure Managed Redis with RediSearch: the serving copy of the vectors, permits, locks.
resource "azurerm_managed_redis" "main" {
  name                      = "amr-${local.token}"
  resource_group_name       = azurerm_resource_group.main.name
  location                  = azurerm_resource_group.main.location
  sku_name                  = local.chosen.redis.sku
  high_availability_enabled = local.chosen.redis.highAvailability
  public_network_access     = local.open ? "Enabled" : "Disabled"
  tags                      = local.tags

  # RediSearch asks for this clustering and this eviction, and cannot be added later.
  default_database {
    client_protocol                    = "Encrypted"
    clustering_policy                  = "EnterpriseCluster"
    eviction_policy                    = "NoEviction"
    access_keys_authentication_enabled = false
    module {
      name = "RediSearch"
    }
  }
}

# There is one policy, and it allows everything.
resource "azurerm_managed_redis_access_policy_assignment" "main" {
  for_each         = local.apps
  managed_redis_id = azurerm_managed_redis.main.id
  object_id        = azurerm_user_assigned_identity.main[each.key].principal_id
}
