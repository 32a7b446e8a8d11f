using ScaleApp.Api.Profiles;

namespace ScaleApp.Api.Administration;

internal static class CustomerAdministrationApi
{
    public static void MapCustomerAdministration(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin/customers").WithTags("Administration")
            .RequireAuthorization(AccountPolicies.Administrator)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden).ProducesValidationProblem();

        group.MapGet("/", List).WithSummary("List customers, page by page, or find one by email address");
        group.MapPut("/{id}/role", ChangeRole).WithSummary("Change a customer's role and sign the customer out everywhere")
            .ProducesProblem(StatusCodes.Status404NotFound);

        group.MapPut("/{id}/lockout", ChangeLockout).WithSummary("Lock a customer out until a time and sign the customer out everywhere")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<CustomerPage>> List(CustomerDirectory customers, CancellationToken ct,
        [Range(0, int.MaxValue)] int after = 0, [Range(1, 100)] int limit = 20, [StringLength(254)] string? email = null) =>
        TypedResults.Ok(await customers.PageAsync(after, limit, email, ct));

    private static async Task<Results<Ok<CustomerDetails>, NotFound>> ChangeRole(
        [Range(1, int.MaxValue)] int id, RoleChange change, CustomerDirectory customers, CustomerProfiles profiles, CancellationToken ct)
    {
        if (await customers.ChangeRoleAsync(id, change.Role, ct) is not { } customer)
        {
            return TypedResults.NotFound();
        }

        await profiles.InvalidateAsync(id);
        return TypedResults.Ok(customer);
    }

    private static async Task<Results<Ok<CustomerDetails>, NotFound>> ChangeLockout(
        [Range(1, int.MaxValue)] int id, Lockout lockout, CustomerDirectory customers, CancellationToken ct) =>
        await customers.LockAsync(id, lockout.Until, ct) is { } customer ? TypedResults.Ok(customer) : TypedResults.NotFound();
}
