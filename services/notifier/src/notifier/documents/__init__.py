"""What the notifier keeps: people, the duties it reminds of, reminders, deliveries, tellings. The only place that knows mongoengine."""

from notifier.documents.delivery import Delivery
from notifier.documents.duty import Duty
from notifier.documents.person import Person
from notifier.documents.reminder import Reminder
from notifier.documents.telling import Telling

ALL = (Person, Duty, Reminder, Delivery, Telling)

__all__ = ["ALL", "Delivery", "Duty", "Person", "Reminder", "Telling"]
