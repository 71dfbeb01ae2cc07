# Centralita in one resource group: what is in it, and what each part is told of the others.
data "azurerm_client_config" "current" {}

locals {
  shared = "${path.module}/../shared"
  chosen = jsondecode(file("${local.shared}/sizes.json"))[var.size]
  queues = jsondecode(file("${local.shared}/queues.json"))
  token  = substr(sha1("${data.azurerm_client_config.current.subscription_id}-${var.environment_name}-${var.location}"), 0, 13)
  open   = !var.private_networking
  apps   = toset(["voice", "agent"])

  scheduled = var.durable_backend == "DurableTaskScheduler"
  tags = {
    azd-env-name = var.environment_name
    workload     = "centralita"
  }

  # What the templates in shared/settings.json are filled with: what both apps are told, then each its own.
  facts = {
    publicUrl         = var.public_url == "" ? "https://func-voice-${local.token}.azurewebsites.net" : var.public_url
    workQueues        = azurerm_storage_account.main["work"].primary_queue_endpoint
    workBlobs         = azurerm_storage_account.main["work"].primary_blob_endpoint
    postgresHost      = azurerm_postgresql_flexible_server.main.fqdn
    postgresPort      = tostring(local.chosen.postgres.port)
    connections       = tostring(local.chosen.postgres.connections)
    redisHost         = azurerm_managed_redis.main.hostname
    cosmosEndpoint    = azurerm_cosmosdb_account.main.endpoint
    openaiEndpoint    = azurerm_cognitive_account.openai.endpoint
    durableType       = local.scheduled ? "azureManaged" : "AzureStorage"
    durableConnection = local.scheduled ? "DURABLE_TASK_SCHEDULER" : "AzureWebJobsStorage"
  }
  app_facts = { for app in local.apps : app => merge(local.facts, {
    role         = app
    clientId     = azurerm_user_assigned_identity.main[app].client_id
    identityName = azurerm_user_assigned_identity.main[app].name
    vaultUri     = azurerm_key_vault.main[app].vault_uri
    hostBlobs    = azurerm_storage_account.main[app].primary_blob_endpoint
    hostQueues   = azurerm_storage_account.main[app].primary_queue_endpoint
    hostTables   = azurerm_storage_account.main[app].primary_table_endpoint
    scheduler    = local.scheduled && app == "voice" ? "${local.scheduler};ClientID=${azurerm_user_assigned_identity.main[app].client_id}" : ""
    relayUrl     = app == "voice" ? local.relay_url : ""
  }) }
}

resource "azurerm_resource_group" "main" {
  name     = "rg-${var.environment_name}"
  location = var.location
  tags     = local.tags
}
