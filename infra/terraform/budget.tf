# Tells when the money of a month goes: at 80 % of it spent, and when all of it is forecast to be.
resource "azurerm_consumption_budget_resource_group" "main" {
  count             = var.monthly_budget > 0 && var.alert_email != "" ? 1 : 0
  name              = "monthly"
  resource_group_id = azurerm_resource_group.main.id
  amount            = var.monthly_budget
  time_grain        = "Monthly"

  time_period {
    start_date = "${var.budget_start}T00:00:00Z"
  }
  notification {
    operator       = "GreaterThanOrEqualTo"
    threshold      = 80
    threshold_type = "Actual"
    contact_emails = [var.alert_email]
  }
  notification {
    operator       = "GreaterThanOrEqualTo"
    threshold      = 100
    threshold_type = "Forecasted"
    contact_emails = [var.alert_email]
  }
}
