using ScaleApp.Api.Accounts.Sessions;
using ScaleApp.Api.Accounts.Tokens;
using ScaleApp.Api.Administration;
using ScaleApp.Api.Cart;
using ScaleApp.Api.Catalog;
using ScaleApp.Api.Digests;
using ScaleApp.Api.Files;
using ScaleApp.Api.Http;
using ScaleApp.Api.Jobs;
using ScaleApp.Api.Orders;
using ScaleApp.Api.Orders.Exports;
using ScaleApp.Api.Profiles;
using ScaleApp.Api.Replicas;
using ScaleApp.Api.Rooms;
using ScaleApp.ServiceDefaults.Replicas;

namespace ScaleApp.Api;

internal static class ApiApplication
{
    public static WebApplication Create(string[] args)
    {
        // The program's own folder holds wwwroot, whatever folder it is started from.
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

        builder.AddServiceDefaults();
        builder.AddDatabase<ShopContext>("shopdb");
        builder.Services.ConfigureDbContext<ShopContext>(options => options.UseShopConventions());
        builder.AddRedis();
        builder.AddSharedCache();
        builder.AddReplicaRegistration("api");

        builder.AddHttpConventions();
        builder.AddAccounts();
        builder.AddCart();
        builder.AddCatalog();
        builder.AddDigestSubscriptions();
        builder.AddJobDashboard();
        builder.AddOrders();
        builder.AddOrderExports();
        builder.AddPictures();
        builder.AddReplica();
        builder.AddLimits();
        builder.AddProfiles();
        builder.AddRooms();

        var app = builder.Build();
        app.UseHttpConventions();
        app.MapDefaultEndpoints();
        app.MapReplica();
        app.MapAccounts();
        app.MapSessions();
        app.MapTokens();
        app.MapCart();
        app.MapCatalog();
        app.MapLimited();
        app.MapProfile();
        app.MapDigestSubscriptions();
        app.MapJobDashboard();
        app.MapJobTriggers();
        app.MapProductAdministration();
        app.MapCustomerAdministration();
        app.MapOrderAdministration();
        app.MapOrders();
        app.MapCheckout();
        app.MapOrderExports();
        app.MapPictures();
        app.MapRooms();

        return app;
    }
}
