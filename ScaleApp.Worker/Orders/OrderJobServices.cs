using ScaleApp.Data.Orders;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Worker.Exports;

namespace ScaleApp.Worker.Orders;

/// <summary>Registers what workers do about orders.</summary>
internal static class OrderJobServices
{
    /// <summary>What the API enqueues by these interfaces, this worker runs.</summary>
    public static readonly Type[] JobTypes = [typeof(IOrderConfirmationJob), typeof(IOrderExportJob)];

    public static IHostApplicationBuilder AddOrderJobs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<IOrderConfirmationJob, OrderConfirmationJob>();
        builder.Services.AddScoped<IOrderExportJob, OrderExportJob>();
        builder.Services.AddSingleton<OrderRows>();

        return builder;
    }
}
