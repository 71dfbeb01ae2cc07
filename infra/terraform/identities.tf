# Who the apps are: one identity each, so that the API of the web page cannot do what the telephone does.
resource "azurerm_user_assigned_identity" "main" {
  for_each            = local.apps
  name                = "id-${each.key}-${local.token}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  tags                = local.tags
}
