/** The result codes that the simulation lets Entra write, with Microsoft's own sentence for each. */

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export const entraReasons: Readonly<Record<number, string>> = {
  50034:
    'The user account {identifier} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.',
  50053: "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
  50055: 'The password is expired.',
  50056: 'Invalid or null password: password does not exist in the directory for this user.',
  50057: 'The user account is disabled.',
  50074: 'Strong Authentication is required.',
  50076:
    'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
  50079:
    'Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access the resource.',
  50126: 'Invalid username or password or Invalid on-premise username or password.',
  50140: "This error occurred due to 'Keep me signed in' interrupt when the user was signing-in.",
  50173: 'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
  50199: 'For security reasons, user confirmation is required for this request.',
  53000:
    "Device is not in required device state: {state}. Conditional Access policy requires a compliant device, and the device isn't compliant.",
  53003: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  500121: 'Authentication failed during strong authentication request.',
}
