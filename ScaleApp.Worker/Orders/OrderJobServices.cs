using ScaleApp.Data.Orders;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Worker.Exports;

namespace ScaleApp.Worker.Orders;

/// <summary>Registers what workers do about orders.</summary>
internal static class OrderJobServices
{
    public static IHostApplicationBuilder AddOrderJobs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<IOrderConfirmationJob, OrderConfirmationJob>();
        builder.Services.AddScoped<IOrderExportJob, OrderExportJob>();
        builder.Services.AddSingleton<OrderRows>();
        builder.Services.AddScoped<ExportProgress>();

        return builder;
    }
}
