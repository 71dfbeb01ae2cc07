# Durable Task Scheduler: where orchestrations live when a storage account is too slow for them.
locals {
  schedulers = local.scheduled ? 1 : 0
  scheduler = local.scheduled ? join(";", [
    "Endpoint=${azapi_resource.scheduler[0].output.properties.endpoint}",
    "TaskHub=${azapi_resource.task_hub[0].name}",
    "Authentication=ManagedIdentity",
  ]) : ""
}

resource "azapi_resource" "scheduler" {
  count     = local.schedulers
  type      = "Microsoft.DurableTask/schedulers@2025-11-01"
  parent_id = azurerm_resource_group.main.id
  name      = "dts-${local.token}"
  location  = azurerm_resource_group.main.location
  tags      = local.tags
  body = {
    properties = {
      sku = { name = "Consumption" }
      # An empty list lets nobody in; who may come in is said by roles.
      ipAllowlist = ["0.0.0.0/0"]
    }
  }
  response_export_values = ["properties.endpoint"]
}

resource "azapi_resource" "task_hub" {
  count     = local.schedulers
  type      = "Microsoft.DurableTask/schedulers/taskHubs@2025-11-01"
  parent_id = azapi_resource.scheduler[0].id
  name      = "centralita"
  body      = { properties = {} }
}

resource "azapi_resource" "retention" {
  count     = local.schedulers
  type      = "Microsoft.DurableTask/schedulers/retentionPolicies@2025-11-01"
  parent_id = azapi_resource.scheduler[0].id
  name      = "default"
  body      = { properties = { retentionPolicies = [{ retentionPeriodInDays = 30 }] } }
}
