# The function apps on Flex Consumption, each with a plan of its own: a plan takes one app.
locals {
  ready = {
    voice = {
      http               = local.chosen.voice.httpReady
      durable            = local.scheduled ? 0 : 1
      "function:on_dial" = local.chosen.voice.dialReady
    }
    agent = { http = local.chosen.agent.httpReady }
  }
  # Filled as JSON, so each value is written as a JSON string without its quotes.
  settings = { for app, facts in local.app_facts : app => jsondecode(templatefile("${local.shared}/settings.json", {
    for name, value in facts : name => trimsuffix(trimprefix(jsonencode(value), "\""), "\"")
  })) }
}

resource "azurerm_service_plan" "main" {
  for_each            = local.apps
  name                = "plan-${each.key}-${local.token}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  os_type             = "Linux"
  sku_name            = "FC1"
  tags                = local.tags
}

resource "azurerm_function_app_flex_consumption" "main" {
  for_each            = local.apps
  name                = "func-${each.key}-${local.token}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  service_plan_id     = azurerm_service_plan.main[each.key].id
  https_only          = true
  # Twilio and the Static Web App come from outside: what may come in is said by the app itself.
  public_network_access_enabled                  = true
  webdeploy_publish_basic_authentication_enabled = false
  virtual_network_subnet_id                      = var.private_networking ? azurerm_subnet.apps[each.key].id : null

  storage_container_type            = "blobContainer"
  storage_container_endpoint        = "${azurerm_storage_account.main[each.key].primary_blob_endpoint}packages"
  storage_authentication_type       = "UserAssignedIdentity"
  storage_user_assigned_identity_id = azurerm_user_assigned_identity.main[each.key].id

  runtime_name           = "python"
  runtime_version        = var.python_version
  instance_memory_in_mb  = local.chosen[each.key].memoryMb
  maximum_instance_count = local.chosen[each.key].most
  http_concurrency       = local.chosen[each.key].concurrency

  dynamic "always_ready" {
    for_each = { for name, count in local.ready[each.key] : name => count if count > 0 }
    content {
      name           = always_ready.key
      instance_count = always_ready.value
    }
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.main[each.key].id]
  }

  site_config {
    application_insights_connection_string = azurerm_application_insights.main.connection_string
    minimum_tls_version                    = "1.2"
    http2_enabled                          = true
  }

  app_settings = merge(var.your_settings, local.settings[each.key].ours, local.settings[each.key].host)
  tags         = merge(local.tags, { azd-service-name = each.key })

  lifecycle {
    # The link to the web page switches on sign-in at the agent app.
    ignore_changes = [auth_settings_v2, sticky_settings, site_config[0].cors]
  }

  depends_on = [azurerm_role_assignment.main, azurerm_storage_container.main, azurerm_private_endpoint.main]
}
