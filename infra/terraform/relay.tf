# The relay, where calls go over WebSockets: one container, off unless an image is named.
locals {
  relays    = var.relay_image == "" ? 0 : 1
  relay_url = var.relay_image == "" ? "" : "wss://relay-${local.token}.${azurerm_container_app_environment.relay[0].default_domain}"
}

resource "azurerm_container_app_environment" "relay" {
  count               = local.relays
  name                = "cae-${local.token}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  logs_destination    = "azure-monitor"
  tags                = local.tags
}

resource "azurerm_monitor_diagnostic_setting" "relay" {
  count                      = local.relays
  name                       = "centralita"
  target_resource_id         = azurerm_container_app_environment.relay[0].id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.main.id

  enabled_log {
    category = "ContainerAppConsoleLogs"
  }
}

resource "azurerm_container_app" "relay" {
  count                        = local.relays
  name                         = "relay-${local.token}"
  resource_group_name          = azurerm_resource_group.main.name
  container_app_environment_id = azurerm_container_app_environment.relay[0].id
  revision_mode                = "Single"
  tags                         = local.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.main["voice"].id]
  }

  ingress {
    external_enabled           = true
    allow_insecure_connections = false
    target_port                = 8080
    transport                  = "http"
    traffic_weight {
      latest_revision = true
      percentage      = 100
    }
  }

  template {
    min_replicas = 1
    max_replicas = 10
    # Told to end, it closes its sockets, and the calls go on by webhook.
    termination_grace_period_seconds = 60

    container {
      name   = "relay"
      image  = var.relay_image
      cpu    = 0.5
      memory = "1Gi"

      dynamic "env" {
        for_each = merge(var.your_settings, local.settings["voice"].ours)
        content {
          name  = env.key
          value = env.value
        }
      }
      readiness_probe {
        transport = "HTTP"
        port      = 8080
        path      = "/health"
      }
    }
    http_scale_rule {
      name                = "sockets"
      concurrent_requests = "50"
    }
  }

  depends_on = [azurerm_role_assignment.main]
}
