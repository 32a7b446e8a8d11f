namespace ScaleApp.Api.Administration;

/// <summary>Registers what administrators need.</summary>
internal static class AdministrationServices
{
    public static IHostApplicationBuilder AddAdministration(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ApiKeyOptions>().BindConfiguration(ApiKeyOptions.Section);
        builder.Services.AddScoped<CustomerDirectory>();

        return builder;
    }

    public static void MapAdministration(this IEndpointRouteBuilder routes)
    {
        routes.MapProductAdministration();
        routes.MapCustomerAdministration();
        routes.MapOrderAdministration();
        routes.MapDigestAdministration();
    }
}
