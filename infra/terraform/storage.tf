# Storage accounts: `work` for queues and files, and each function host's own.
locals {
  accounts = {
    work  = { name = "st${local.token}", containers = ["attachments", "audio", "exports", "recordings"] }
    voice = { name = "stvoice${local.token}", containers = ["packages"] }
    agent = { name = "stagent${local.token}", containers = ["packages"] }
  }
  containers = merge([for key, account in local.accounts : {
    for container in account.containers : "${key}-${container}" => { account = key, name = container }
  }]...)
}

resource "azurerm_storage_account" "main" {
  for_each                        = local.accounts
  name                            = each.value.name
  resource_group_name             = azurerm_resource_group.main.name
  location                        = azurerm_resource_group.main.location
  account_tier                    = split("_", local.chosen.storage)[0]
  account_replication_type        = split("_", local.chosen.storage)[1]
  min_tls_version                 = "TLS1_2"
  https_traffic_only_enabled      = true
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  default_to_oauth_authentication = true
  public_network_access_enabled   = local.open
  tags                            = local.tags
  # What was erased must be gone: without a retention policy nothing is kept after its deletion.
}

resource "azurerm_storage_container" "main" {
  for_each           = local.containers
  name               = each.value.name
  storage_account_id = azurerm_storage_account.main[each.value.account].id
}

resource "azurerm_storage_queue" "main" {
  for_each           = toset(concat(local.queues, [for queue in local.queues : "${queue}-poison"]))
  name               = each.key
  storage_account_id = azurerm_storage_account.main["work"].id
}
