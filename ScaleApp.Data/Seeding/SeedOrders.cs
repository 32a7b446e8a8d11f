using Bogus;

namespace ScaleApp.Data.Seeding;

internal readonly record struct SeedOrder(Guid Id, int CustomerId, DateTimeOffset PlacedAt, decimal Total);

internal readonly record struct SeedLine(int CustomerId, Guid OrderId, short Number, int ProductId, int Quantity, decimal UnitPrice);

/// <summary>A year of orders of one to five lines, in which a few products sell far more than the others.</summary>
internal sealed class SeedOrders
{
    private const int LargestOrder = 5;
    private const int LargestQuantity = 4;

    private SeedOrders(List<SeedOrder> orders, List<SeedLine> lines, int[] unitsSold) =>
        (Orders, Lines, UnitsSold) = (orders, lines, unitsSold);

    public IReadOnlyList<SeedOrder> Orders { get; }

    public IReadOnlyList<SeedLine> Lines { get; }

    /// <summary>Units sold of each product; the product with id 1 stands at 0.</summary>
    public int[] UnitsSold { get; }

    public static SeedOrders Generate(SeedPlan plan, IReadOnlyList<decimal> prices)
    {
        var random = new Randomizer(3);
        var popularity = random.Shuffle(Enumerable.Range(1, plan.Products)).ToArray();
        var orders = new List<SeedOrder>(plan.OrderLines / 2);
        var lines = new List<SeedLine>(plan.OrderLines);
        var unitsSold = new int[plan.Products];

        while (lines.Count < plan.OrderLines)
        {
            var id = random.Guid();
            var customer = random.Int(1, plan.Customers);
            var total = 0m;
            var size = Math.Min(random.Int(1, LargestOrder), plan.OrderLines - lines.Count);
            for (short number = 1; number <= size; number++)
            {
                var product = popularity[Popular(random, plan.Products)];
                var quantity = random.Int(1, LargestQuantity);
                var price = prices[product - 1];
                lines.Add(new SeedLine(customer, id, number, product, quantity, price));
                unitsSold[product - 1] += quantity;
                total += quantity * price;
            }

            var age = TimeSpan.FromSeconds(random.Int(0, 365 * 24 * 60 * 60));
            orders.Add(new SeedOrder(id, customer, SeedPlan.Newest - age, total));
        }

        return new SeedOrders(orders, lines, unitsSold);
    }

    /// <summary>The cube of an even distribution: about one order line in five goes to one product in a hundred.</summary>
    private static int Popular(Randomizer random, int products)
    {
        var even = random.Double();
        return (int)(even * even * even * products);
    }
}

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
