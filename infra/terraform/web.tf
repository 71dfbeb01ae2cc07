# The web page, and its one backend: the agent app, which from then on answers to nobody else.
resource "azurerm_static_web_app" "main" {
  name                         = "swa-${local.token}"
  resource_group_name          = azurerm_resource_group.main.name
  location                     = var.web_location
  sku_tier                     = "Standard"
  sku_size                     = "Standard"
  preview_environments_enabled = false
  tags                         = merge(local.tags, { azd-service-name = "web" })

  lifecycle {
    ignore_changes = [repository_branch, repository_url]
  }
}

resource "azurerm_static_web_app_function_app_registration" "agent" {
  static_web_app_id = azurerm_static_web_app.main.id
  function_app_id   = azurerm_function_app_flex_consumption.main["agent"].id
}
