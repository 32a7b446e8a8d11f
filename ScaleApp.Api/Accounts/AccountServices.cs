using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using ScaleApp.Api.Accounts.Sessions;
using ScaleApp.Api.Accounts.Tokens;
using ScaleApp.Api.Administration;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Api.Accounts;

internal static class AccountServices
{
    private const string PasswordsSection = "Accounts:Passwords";

    public static void AddAccounts(this IHostApplicationBuilder builder)
    {
        builder.AddTokens();
        builder.AddIdentity();
        builder.Services.AddOptions<ApiKeyOptions>().BindConfiguration(ApiKeyOptions.Section);
        builder.Services.AddScoped<CustomerAccounts>();
        builder.Services.AddScoped<CustomerDirectory>();
        builder.Services.AddScoped<SecurityStamps>();
        builder.Services.AddSingleton<LogInThrottle>();
        builder.Services.AddSingleton<SignOutService>();
        builder.Services.AddSingleton<SignOutNotifier>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SignOutNotifier>());

        builder.Services.AddAuthentication(AccountSchemes.Any)
            .AddPolicyScheme(AccountSchemes.Any, displayName: null, options =>
            {
                options.ForwardDefaultSelector = AccountSchemes.Of;
                options.ForwardSignIn = AccountSchemes.NewSession;
                options.ForwardSignOut = AccountSchemes.Session;
            })
            .AddSessions(builder.Environment)
            .AddAccessTokens()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, configureOptions: null);
        AccountPolicies.Configure(builder.Services.AddAuthorizationBuilder());
    }

    private static void AddIdentity(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PasswordHasherOptions>().BindConfiguration(PasswordsSection);
        builder.Services.AddSingleton<IPasswordHasher<Customer>, ComposedPasswordHasher>();
        builder.Services.AddSingleton<ThrottledPasswordHasher>();
        builder.Services.AddSingleton<ILookupNormalizer, AddressNormalizer>();

        // Its statements end with the request.
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddIdentityCore<Customer>(ConfigureIdentity)
            .AddRoles<IdentityRole<int>>()
            .AddEntityFrameworkStores<ShopContext>()
            .AddUserValidator<AddressValidator>()
            .AddUserManager<AspNetUserManager<Customer>>();
    }

    private static void ConfigureIdentity(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;

        // Addresses and passwords have rules of their own (AddressValidator, PasswordAttribute).
        options.User.AllowedUserNameCharacters = "";
        options.Password = new PasswordOptions
        {
            RequiredLength = 8,
            RequireDigit = false,
            RequireLowercase = false,
            RequireUppercase = false,
            RequireNonAlphanumeric = false,
        };

        // Failed log-ins are limited and do not lock an account: docs/decisions/0014-accounts-on-identity.md.
        options.Lockout.MaxFailedAccessAttempts = int.MaxValue;
    }

    private static void AddTokens(this IHostApplicationBuilder builder)
    {
        builder.AddSigningKeyRing();
        builder.Services.AddSingleton<TokenKeys>();
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddSingleton<TokenFamilies>();
        builder.Services.AddSingleton<RevokedTokens>();
        builder.Services.AddSingleton<ISignOutListener>(services => services.GetRequiredService<RevokedTokens>());
        builder.Services.AddHostedService(services => services.GetRequiredService<RevokedTokens>());
        builder.Services.AddHostedService<TokenKeyPolling>();
    }
}
