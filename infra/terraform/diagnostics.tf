# Who did what to the data services: `shared/diagnostics.json`, kept beside the telemetry.
locals {
  watched = {
    vaultVoice = azurerm_key_vault.main["voice"].id
    vaultAgent = azurerm_key_vault.main["agent"].id
    postgres   = azurerm_postgresql_flexible_server.main.id
    cosmos     = azurerm_cosmosdb_account.main.id
    openai     = azurerm_cognitive_account.openai.id
    blobs      = "${azurerm_storage_account.main["work"].id}/blobServices/default"
  }
}

resource "azurerm_monitor_diagnostic_setting" "main" {
  for_each                   = jsondecode(file("${local.shared}/diagnostics.json"))
  name                       = "centralita"
  target_resource_id         = local.watched[each.key]
  log_analytics_workspace_id = azurerm_log_analytics_workspace.main.id

  dynamic "enabled_log" {
    for_each = each.value
    content {
      category = enabled_log.value
    }
  }
}
