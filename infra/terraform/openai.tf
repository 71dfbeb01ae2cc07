# Azure OpenAI: the models that converse, embed and speak, named as the settings name them.
resource "azurerm_cognitive_account" "openai" {
  name                          = "oai-${local.token}"
  resource_group_name           = azurerm_resource_group.main.name
  location                      = azurerm_resource_group.main.location
  kind                          = "OpenAI"
  sku_name                      = "S0"
  custom_subdomain_name         = "oai-${local.token}"
  local_auth_enabled            = false
  public_network_access_enabled = local.open
  tags                          = local.tags
}

# A version stays until somebody has tested the next.
resource "azurerm_cognitive_deployment" "main" {
  for_each               = { for model in jsondecode(file("${local.shared}/models.json")) : model.name => model }
  name                   = each.key
  cognitive_account_id   = azurerm_cognitive_account.openai.id
  version_upgrade_option = "NoAutoUpgrade"

  model {
    format  = "OpenAI"
    name    = each.key
    version = each.value.version
  }
  sku {
    name     = each.value.sku
    capacity = each.value.capacity
  }
}
