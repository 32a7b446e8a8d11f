using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ScaleApp.Api.Accounts.Sessions;
using ScaleApp.Api.Accounts.Tokens;
using ScaleApp.Api.Administration;
using ScaleApp.Api.Cart;
using ScaleApp.Api.Catalog;
using ScaleApp.Api.Files;
using ScaleApp.Api.Orders;
using ScaleApp.Api.Orders.Exports;
using ScaleApp.Api.Profiles;
using ScaleApp.Api.Replicas;
using ScaleApp.Api.Rooms;
using ScaleApp.Data.Orders;
using ScaleApp.Data.Orders.Exports;

namespace ScaleApp.Api.Http;

/// <summary>Shows in the OpenAPI document, for each type that the API takes or gives, what one looks like.</summary>
internal static class ApiExamples
{
    private static readonly Guid Id = new("0199e1a2-3b4c-7d5e-8f60-718293a4b5c6");
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<Type, object> Examples = new object[]
    {
        new BestSeller(1, "Practical chair", 49.90m, 1204),
        new CartAddition(1, 2),
        new CartContent([new CartItem(1, "Practical chair", 49.90m, 2)], 99.80m),
        new CartItem(1, "Practical chair", 49.90m, 2),
        new CartQuantity(3),
        new Credentials("ada@example.com", "correct horse battery"),
        new CurrentCustomer(17, "Ada", "ada@example.com", CustomerRoles.Customer),
        new CustomerDetails(17, "ada@example.com", "Ada", CustomerRoles.Customer, LockedUntil: null, Time),
        new CustomerPage([new CustomerDetails(17, "ada@example.com", "Ada", CustomerRoles.Customer, LockedUntil: null, Time)], 17),
        new CustomerProfile(17, "Ada", "ada@example.com", CustomerRoles.Customer, SubscribesToDigest: true, Time),
        new ExportStatus(Id, ExportState.Running, 40, Time, Time.AddDays(1), File: null),
        LimitedAnswer.Instance,
        new Lockout(Time),
        new NewOrder([new NewOrderLine(1, 2), new NewOrderLine(5, 1)]),
        new NewOrderLine(1, 2),
        new OrderDetails(Id, Time, OrderStatus.Placed, 109.70m,
            [new OrderedProduct(1, "Practical chair", 2, 49.90m), new OrderedProduct(5, "Small lamp", 1, 9.90m)]),
        new OrderedProduct(1, "Practical chair", 2, 49.90m),
        new OrderSummary(Id, Time, OrderStatus.Placed, 109.70m, 3),
        new OrderPage([new OrderSummary(Id, Time, OrderStatus.Placed, 109.70m, 3)], new OrderCursor(Time, Id).ToString()),
        new PasswordChange("correct horse battery", "staple correct horse"),
        new Picture("/api/customers/17/avatar", PictureHeader.Png, 48_213),
        new ProblemDetails { Title = "Not Found", Status = StatusCodes.Status404NotFound, Type = "https://tools.ietf.org/html/rfc9110#section-15.5.5" },
        new HttpValidationProblemDetails(new Dictionary<string, string[]> { ["quantity"] = ["The field Quantity must be between 1 and 1000."] })
        {
            Status = StatusCodes.Status400BadRequest,
        },
        new ProductDetails(1, "Practical chair", 49.90m, 120, 1204),
        new ProductPage([new ProductDetails(1, "Practical chair", 49.90m, 120, 1204)], 1),
        new ProductUpdate("Practical chair", 49.90m, 120),
        new PublishedKey("2026-11-21", "EC", "P-256", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
        new PublishedKeys([new PublishedKey("2026-11-21", "EC", "P-256", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")]),
        new Registration("ada@example.com", "Ada", "correct horse battery"),
        new Replica("kxcvbnmq", 4711, Time),
        new RoleChange(CustomerRoles.Administrator),
        new RoomSummary("product-7", "Chair", 3),
        new SignedInDevice("sX2rK9pQ", "Firefox on Linux", Time, Time.AddHours(2), IsThis: true),
        new TokenPair("eyJhbGciOiJFUzI1NiIs...", "Qm9i...", 600),
        new TokenRefresh("Qm9i..."),
        new TokenRevocationRequest("Qm9i..."),
    }.ToDictionary(example => example.GetType());

    public static Task ShowAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        if (Examples.TryGetValue(context.JsonTypeInfo.Type, out var example))
        {
            schema.Examples = [Node(example)];
        }

        return Task.CompletedTask;
    }

    private static JsonNode Node(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), JsonSerializerOptions.Web)!;
}
