import { z } from "zod";

/** An amount as actions take it: an exact decimal above zero, at most four places, and a currency. */
export const moneyShape = {
  amount: z
    .string()
    .regex(/^\d{1,14}(\.\d{1,4})?$/, "An amount is digits with a point.")
    .refine((amount) => /[1-9]/.test(amount), "An amount is more than 0."),
  currency: z.string().regex(/^[A-Z]{3}$/, "A currency is three capital letters, like EUR."),
};
