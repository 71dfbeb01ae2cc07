# Where telemetry goes: a workspace, Application Insights on it, the workbook that shows it.
resource "azurerm_log_analytics_workspace" "main" {
  name                = "log-${local.token}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  sku                 = "PerGB2018"
  retention_in_days   = local.chosen.logDays
  tags                = local.tags
}

resource "azurerm_application_insights" "main" {
  name                         = "appi-${local.token}"
  resource_group_name          = azurerm_resource_group.main.name
  location                     = azurerm_resource_group.main.location
  application_type             = "web"
  workspace_id                 = azurerm_log_analytics_workspace.main.id
  local_authentication_enabled = false
  tags                         = local.tags
}

resource "azurerm_application_insights_workbook" "main" {
  name                = uuidv5("url", "${azurerm_resource_group.main.id}/centralita")
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  display_name        = "Centralita"
  source_id           = lower(azurerm_application_insights.main.id)
  data_json           = replace(file("${local.shared}/workbook.json"), "__INSIGHTS__", azurerm_application_insights.main.id)
  tags                = local.tags
}
