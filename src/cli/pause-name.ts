/** What people call a pause's scope: `bestbuy/main` for `connection:bestbuy/main`, `create-labels` for `workflow:create-labels`. */
export const pauseName = (scope: string): string => scope.replace(/^(connection|carrier|workflow):/, "");
