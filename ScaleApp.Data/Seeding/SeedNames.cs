using Bogus;

namespace ScaleApp.Data.Seeding;

/// <summary>Names and prices of the sample data, drawn from word lists with a fixed seed.</summary>
internal static class SeedNames
{
    /// <summary>A name and a price between 1.99 and 499.99 for each product.</summary>
    public static (string[] Names, decimal[] Prices) Products(int count)
    {
        var faker = new Faker { Random = new Randomizer(1) };
        var names = new string[count];
        var prices = new decimal[count];
        for (var i = 0; i < count; i++)
        {
            names[i] = faker.Commerce.ProductName();
            prices[i] = faker.Random.Int(1, 499) + 0.99m;
        }

        return (names, prices);
    }

    /// <summary>A name and an address in a reserved domain for each customer; the number makes the address unique.</summary>
    public static (string Name, string Email)[] Customers(int count)
    {
        var faker = new Faker { Random = new Randomizer(2) };
        var customers = new (string, string)[count];
        for (var i = 0; i < count; i++)
        {
            var first = faker.Name.FirstName();
            var last = faker.Name.LastName();
            customers[i] = ($"{first} {last}", $"{Letters(first)}.{Letters(last)}.{i + 1}@example.com");
        }

        return customers;
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant();
}
