namespace ScaleApp.Data.Customers;

/// <summary>What an account may do.</summary>
public static class CustomerRoles
{
    /// <summary>Buys. Every account may, so this is not a row of the table of roles.</summary>
    public const string Customer = "customer";

    /// <summary>Changes products and sees customers as well.</summary>
    public const string Administrator = "administrator";
}
