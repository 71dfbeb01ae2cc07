# What wakes somebody: `shared/logalerts.json` and `shared/metricalerts.json`, by mail.
locals {
  log_alerts    = { for alert in jsondecode(file("${local.shared}/logalerts.json")) : alert.key => alert }
  metric_alerts = { for alert in jsondecode(file("${local.shared}/metricalerts.json")) : alert.key => alert }
  targets = {
    postgres = azurerm_postgresql_flexible_server.main.id
    redis    = azurerm_managed_redis.main.id
    work     = azurerm_storage_account.main["work"].id
    openai   = azurerm_cognitive_account.openai.id
  }
}

resource "azurerm_monitor_action_group" "main" {
  name                = "ag-centralita"
  resource_group_name = azurerm_resource_group.main.name
  short_name          = "centralita"
  tags                = local.tags

  dynamic "email_receiver" {
    for_each = var.alert_email == "" ? [] : [var.alert_email]
    content {
      name                    = "operators"
      email_address           = email_receiver.value
      use_common_alert_schema = true
    }
  }
}

# The tables come with the first telemetry, the rules before it.
resource "azurerm_monitor_scheduled_query_rules_alert_v2" "main" {
  for_each                = local.log_alerts
  name                    = "log-${each.key}"
  resource_group_name     = azurerm_resource_group.main.name
  location                = azurerm_resource_group.main.location
  display_name            = each.value.title
  description             = each.value.runbook
  severity                = each.value.severity
  scopes                  = [azurerm_application_insights.main.id]
  evaluation_frequency    = each.value.frequency
  window_duration         = each.value.window
  auto_mitigation_enabled = true
  skip_query_validation   = true
  tags                    = local.tags

  criteria {
    query                   = each.value.query
    time_aggregation_method = each.value.aggregation
    metric_measure_column   = each.value.column
    operator                = each.value.operator
    threshold               = each.value.threshold

    dynamic "dimension" {
      for_each = each.value.dimension == "" ? [] : [each.value.dimension]
      content {
        name     = dimension.value
        operator = "Include"
        values   = ["*"]
      }
    }
    failing_periods {
      number_of_evaluation_periods             = 1
      minimum_failing_periods_to_trigger_alert = 1
    }
  }
  action {
    action_groups = [azurerm_monitor_action_group.main.id]
  }
}

resource "azurerm_monitor_metric_alert" "main" {
  for_each            = local.metric_alerts
  name                = "metric-${each.key}"
  resource_group_name = azurerm_resource_group.main.name
  scopes              = [local.targets[each.value.target]]
  severity            = 2
  frequency           = "PT5M"
  window_size         = "PT15M"
  tags                = local.tags

  criteria {
    metric_namespace = each.value.namespace
    metric_name      = each.value.metric
    aggregation      = each.value.aggregation
    operator         = "GreaterThan"
    threshold        = each.value.threshold

    dynamic "dimension" {
      for_each = each.value.dimension == "" ? [] : [each.value]
      content {
        name     = dimension.value.dimension
        operator = "Include"
        values   = dimension.value.values
      }
    }
  }
  action {
    action_group_id = azurerm_monitor_action_group.main.id
  }
}
