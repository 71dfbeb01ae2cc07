# Plans with mocked providers: `terraform test` needs them from the registry, and no subscription.
mock_provider "azurerm" {
  override_during = plan

  mock_data "azurerm_client_config" {
    defaults = {
      subscription_id = "00000000-0000-0000-0000-000000000000"
      tenant_id       = "11111111-1111-1111-1111-111111111111"
    }
  }
  mock_resource "azurerm_resource_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg" }
  }
  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
      principal_id = "22222222-2222-2222-2222-222222222222"
      client_id    = "33333333-3333-3333-3333-333333333333"
    }
  }
  mock_resource "azurerm_storage_account" {
    defaults = {
      id                     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st"
      primary_blob_endpoint  = "https://st.blob.core.windows.net/"
      primary_queue_endpoint = "https://st.queue.core.windows.net/"
      primary_table_endpoint = "https://st.table.core.windows.net/"
    }
  }
  mock_resource "azurerm_service_plan" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Web/serverFarms/plan" }
  }
  mock_resource "azurerm_function_app_flex_consumption" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Web/sites/func" }
  }
  mock_resource "azurerm_static_web_app" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Web/staticSites/swa" }
  }
  mock_resource "azurerm_log_analytics_workspace" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log" }
  }
  mock_resource "azurerm_application_insights" {
    defaults = {
      id                = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Insights/components/appi"
      connection_string = "InstrumentationKey=0"
    }
  }
  mock_resource "azurerm_key_vault" {
    defaults = {
      id        = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
      vault_uri = "https://kv.vault.azure.net/"
    }
  }
  mock_resource "azurerm_postgresql_flexible_server" {
    defaults = {
      id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql"
      fqdn = "psql.postgres.database.azure.com"
    }
  }
  mock_resource "azurerm_managed_redis" {
    defaults = {
      id       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Cache/redisEnterprise/amr"
      hostname = "amr.swedencentral.redis.azure.net"
    }
  }
  mock_resource "azurerm_cosmosdb_account" {
    defaults = {
      id       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.DocumentDB/databaseAccounts/cosmos"
      endpoint = "https://cosmos.documents.azure.com:443/"
    }
  }
  mock_resource "azurerm_cognitive_account" {
    defaults = {
      id       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/oai"
      endpoint = "https://oai.openai.azure.com/"
    }
  }
  mock_resource "azurerm_monitor_action_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/ag" }
  }
  mock_resource "azurerm_virtual_network" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet" }
  }
  mock_resource "azurerm_subnet" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/s" }
  }
  mock_resource "azurerm_network_security_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg" }
  }
  mock_resource "azurerm_nat_gateway" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/natGateways/nat" }
  }
  mock_resource "azurerm_public_ip" {
    defaults = {
      id         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/pip"
      ip_address = "203.0.113.7"
    }
  }
  mock_resource "azurerm_private_dns_zone" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/z" }
  }
  mock_resource "azurerm_container_app_environment" {
    defaults = {
      id             = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/cae"
      default_domain = "somewhere.swedencentral.azurecontainerapps.io"
    }
  }
}

mock_provider "azapi" {
  override_during = plan

  mock_resource "azapi_resource" {
    defaults = {
      id     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.DurableTask/schedulers/dts"
      output = { properties = { endpoint = "https://dts.example.durabletask.io" } }
    }
  }
}

variables {
  environment_name = "test"
  location         = "swedencentral"
  your_settings = {
    TWILIO__ACCOUNT_SID  = "AC00000000000000000000000000000000"
    TWILIO__NUMBER       = "+12025550100"
    ELEVENLABS__VOICE_EN = "english"
    ELEVENLABS__VOICE_ES = "spanish"
  }
}

run "each_app_is_itself" {
  command = plan

  assert {
    condition     = alltrue([for role, app in azurerm_function_app_flex_consumption.main : app.app_settings["APP_ROLE"] == role && app.https_only && app.storage_authentication_type == "UserAssignedIdentity"])
    error_message = "Each app has its role, HTTPS and an identity."
  }
  assert {
    condition     = azurerm_function_app_flex_consumption.main["agent"].app_settings["DATABASE__URL"] == "postgresql://id-agent-${local.token}@psql.postgres.database.azure.com:5432/centralita?sslmode=require"
    error_message = "The agent app is itself at PostgreSQL."
  }
  assert {
    condition     = alltrue([for app in azurerm_function_app_flex_consumption.main : !strcontains(jsonencode(app.app_settings), "$${")])
    error_message = "No template is left unfilled."
  }
  assert {
    condition     = length([for key, grant in azurerm_role_assignment.main : key if startswith(key, "agent-queue-")]) == length(local.queues)
    error_message = "The agent app sends to every queue, and to each by name."
  }
  assert {
    condition     = length([for key, grant in azurerm_role_assignment.main : key if startswith(key, "deployer-")]) == 0
    error_message = "Without a deployer nobody may write secrets."
  }
  assert {
    condition     = length(azurerm_private_endpoint.main) == 0 && length(azurerm_container_app.relay) == 0
    error_message = "No private network and no relay unless asked for."
  }
}

run "private_and_large" {
  command = plan

  variables {
    size               = "production"
    private_networking = true
    durable_backend    = "DurableTaskScheduler"
    alert_email        = "ops@example.org"
    monthly_budget     = 500
    principal_id       = "44444444-4444-4444-4444-444444444444"
    principal_name     = "pipeline"
    principal_type     = "ServicePrincipal"
  }

  assert {
    condition     = length(azurerm_private_endpoint.main) == 12 && length(azurerm_private_dns_zone.main) == 8
    error_message = "Twelve endpoints in eight zones."
  }
  assert {
    condition     = alltrue([for account in azurerm_storage_account.main : !account.public_network_access_enabled && !account.shared_access_key_enabled])
    error_message = "Storage is closed, and has no keys."
  }
  assert {
    condition     = strcontains(azurerm_function_app_flex_consumption.main["voice"].app_settings["DURABLE_TASK_SCHEDULER"], "TaskHub=centralita") && azurerm_function_app_flex_consumption.main["agent"].app_settings["DURABLE_TASK_SCHEDULER"] == ""
    error_message = "Only the voice app knows the scheduler."
  }
  assert {
    condition     = strcontains(azurerm_function_app_flex_consumption.main["voice"].app_settings["DATABASE__URL"], ":6432/")
    error_message = "Production goes through the pooler."
  }
  assert {
    condition     = length(azurerm_consumption_budget_resource_group.main) == 1
    error_message = "A budget where there is money and somebody to tell."
  }
}

run "relay_on" {
  command = plan

  variables {
    relay_image = "registry.example.org/centralita-relay:1"
  }

  assert {
    condition     = startswith(azurerm_function_app_flex_consumption.main["voice"].app_settings["RELAY__URL"], "wss://relay-")
    error_message = "The voice app knows the relay."
  }
  assert {
    condition     = azurerm_function_app_flex_consumption.main["agent"].app_settings["RELAY__URL"] == ""
    error_message = "The agent app does not."
  }
}

run "settings_of_others_are_refused" {
  command = plan

  variables {
    your_settings = { APP_ROLE = "all" }
  }
  expect_failures = [var.your_settings]
}

run "no_relay_in_the_private_network" {
  command = plan

  variables {
    private_networking = true
    relay_image        = "registry.example.org/centralita-relay:1"
  }
  expect_failures = [var.relay_image]
}
