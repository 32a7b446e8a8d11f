using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using ScaleApp.Api.Administration;
using ScaleApp.Data.DataProtection;
using ScaleApp.Redis.Sessions;

namespace ScaleApp.Api.Accounts;

/// <summary>Registers accounts, and the ways to sign in.</summary>
internal static class AccountServices
{
    private const string PasswordsSection = "Accounts:Passwords";

    public static IHostApplicationBuilder AddAccounts(this IHostApplicationBuilder builder)
    {
        builder.AddSharedDataProtection();
        builder.Services.AddOptions<PasswordHasherOptions>().BindConfiguration(PasswordsSection);
        builder.Services.AddOptions<ApiKeyOptions>().BindConfiguration(ApiKeyOptions.Section);
        builder.Services.AddSingleton<Passwords>();
        builder.Services.AddScoped<CustomerAccounts>();

        builder.Services.AddAuthentication(AccountSchemes.Any)
            .AddPolicyScheme(AccountSchemes.Any, displayName: null, options =>
            {
                options.ForwardDefaultSelector = AccountSchemes.Of;
                options.ForwardSignIn = AccountSchemes.Session;
                options.ForwardSignOut = AccountSchemes.Session;
            })
            .AddSessionCookie(AccountSchemes.Session, options =>
            {
                // A browser keeps a cookie of this name only when it came over HTTPS, for this host alone.
                if (!builder.Environment.IsDevelopment())
                {
                    options.Cookie.Name = "__Host-session";
                    options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
                }
            })
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, configureOptions: null);
        AccountPolicies.Configure(builder.Services.AddAuthorizationBuilder());

        return builder;
    }
}
