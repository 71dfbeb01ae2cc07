# Where secrets lie: a vault for each app. The agent's holds none of the telephone's.
resource "azurerm_key_vault" "main" {
  for_each                      = local.apps
  name                          = "kv-${each.key}-${local.token}"
  resource_group_name           = azurerm_resource_group.main.name
  location                      = azurerm_resource_group.main.location
  tenant_id                     = data.azurerm_client_config.current.tenant_id
  sku_name                      = "standard"
  rbac_authorization_enabled    = true
  purge_protection_enabled      = true
  soft_delete_retention_days    = 90
  public_network_access_enabled = local.open
  tags                          = local.tags

  network_acls {
    bypass         = "AzureServices"
    default_action = local.open ? "Allow" : "Deny"
  }
}
