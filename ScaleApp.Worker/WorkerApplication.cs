using ScaleApp.Data.Caching;
using ScaleApp.Data.Files;
using ScaleApp.Data.Jobs;
using ScaleApp.Data.Orders;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Data.Outbox;
using ScaleApp.Worker.Caching;
using ScaleApp.Worker.Digests;
using ScaleApp.Worker.Exports;
using ScaleApp.Worker.Jobs;
using ScaleApp.Worker.Maintenance;
using ScaleApp.Worker.Migrations;
using ScaleApp.Worker.Orders;
using ScaleApp.Worker.Pictures;

namespace ScaleApp.Worker;

/// <summary>Runs the jobs of the shop. It listens only so that its health can be asked.</summary>
internal static class WorkerApplication
{
    private const int UnknownCommand = 2;

    public static Task<int> RunAsync(string[] args) => ServiceProgram.RunAsync(() => Create(args));

    public static WebApplication Create(string[] args, Action<IHostApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

        builder.AddServiceDefaults();
        builder.AddDatabase<ShopContext>("shopdb");
        builder.Services.ConfigureDbContext<ShopContext>(options => options.UseShopConventions());
        builder.AddRedis();
        builder.AddJobStorage(typeof(ShopContext).Assembly);
        builder.AddWorkerQueues();
        builder.AddOutboxRelay();
        builder.AddEmail();
        builder.AddDailyDigest();
        builder.AddFiles();
        builder.AddSharedCache(throwWhenRedisFails: true);
        builder.AddMaintenance();
        builder.Services.AddScoped<ICacheInvalidationJob, CacheInvalidationJob>();
        builder.Services.AddScoped<IOrderConfirmationJob, OrderConfirmationJob>();
        builder.Services.AddScoped<IOrderExportJob, OrderExportJob>().AddSingleton<OrderRows>().AddScoped<ExportProgress>();
        builder.Services.AddScoped<IRecurringJobTrigger, RecurringJobTrigger>();
        builder.Services.AddScoped<IThumbnailJob, ThumbnailJob>();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.MapDefaultEndpoints();

        return app;
    }

    public static int Refuse(string command)
    {
        Console.Error.WriteLine(
            $"Unknown command '{command}'. Use '{MigrateCommand.Name}' to bring the database up to date, or nothing to run as a worker.");
        return UnknownCommand;
    }
}
